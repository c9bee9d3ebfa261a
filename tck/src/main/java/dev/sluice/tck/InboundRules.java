package dev.sluice.tck;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;

import dev.sluice.Transport;
import dev.sluice.TwoWayStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Clients of a WebSocket that send faster than they are served. */
abstract class InboundRules extends Chapter {

    private static final int MANY = 600;
    private static final String FILLER = "x".repeat(50_000);

    InboundRules(TransportFactory factory) {
        super(factory);
    }

    private static List<String> messages(int count) {
        return IntStream.range(0, count).mapToObj(i -> i + ":" + FILLER).toList();
    }

    /** Sends from a thread of its own, since the sending is to stall. */
    private static CompletableFuture<Void> sendAll(WebSocketPeer peer, AtomicLong sent) {
        return Waiting.runAside(() -> {
            for (String message : messages(MANY)) {
                peer.send(message);
                sent.incrementAndGet();
            }
        });
    }

    @Test
    @Rule("FLOW-8")
    @DisplayName("FLOW-8 while a handler does not receive, its client's sending stalls; then everything arrives in "
            + "order")
    void senderStalls() {
        CountDownLatch receive = new CountDownLatch(1);
        CompletableFuture<List<String>> received = new CompletableFuture<>();
        Transport transport = start(config().inboxMessages(4).build(), Served.talk(stream -> {
            Waiting.await(receive, "the sender stalls");
            List<String> all = new ArrayList<>();
            for (String message : stream) {
                all.add(message);
                if (all.size() == MANY) {
                    break;
                }
            }
            received.complete(all);
        }));
        try (WebSocketPeer peer = WebSocketPeer.open(transport.port(), Served.TALK_PATH)) {
            AtomicLong sent = new AtomicLong();
            CompletableFuture<Void> sending = sendAll(peer, sent);
            long stalled = Waiting.untilStill("the sender", sent::get);
            assertThat(sending).as("the client's writing, of 30 MB").isNotDone();
            assertThat(stalled).isLessThan(MANY / 2);
            receive.countDown();
            Waiting.get(sending, "the sender goes on");
            assertThat(Waiting.get(received, "everything is received")).isEqualTo(messages(MANY));
        } finally {
            receive.countDown();
        }
    }

    @Test
    @Rule("FLOW-9")
    @DisplayName("FLOW-9 while a client's sending is stalled the server's messages still reach it")
    void outputFlowsWhileInputIsStalled() {
        Guests<TwoWayStream<String, String>> guests = new Guests<>();
        Transport transport = start(config().inboxMessages(4).build(), Served.talk(guests));
        try (WebSocketPeer peer = WebSocketPeer.open(transport.port(), Served.TALK_PATH)) {
            AtomicLong sent = new AtomicLong();
            CompletableFuture<Void> sending = sendAll(peer, sent);
            TwoWayStream<String, String> stream = guests.next();
            Waiting.untilStill("the sender", sent::get);
            for (int i = 0; i < 100; i++) {
                stream.send("news " + i);
                assertThat(peer.next()).isEqualTo("news " + i);
            }
            assertThat(sending).isNotDone();
            peer.wire().reset();
        }
    }

    @Test
    @Rule("FLOW-10")
    @DisplayName("FLOW-10 a client whose sending is stalled holds up no other client")
    void stalledClientDelaysNobody() {
        CountDownLatch receive = new CountDownLatch(1);
        Transport transport = start(config().inboxMessages(4).build(), Served.talk(stream -> {
            if (stream.opening().query("lazy").isPresent()) {
                Waiting.await(receive, "the other client is served");
            } else {
                stream.forEach(stream::send);
            }
        }));
        try (WebSocketPeer lazy = WebSocketPeer.open(transport.port(), Served.TALK_PATH + "?lazy=yes");
                WebSocketPeer other = WebSocketPeer.open(transport.port(), Served.TALK_PATH)) {
            AtomicLong sent = new AtomicLong();
            CompletableFuture<Void> sending = sendAll(lazy, sent);
            Waiting.untilStill("the sender", sent::get);
            for (int i = 0; i < 100; i++) {
                other.send("echo " + i);
                assertThat(other.next()).isEqualTo("echo " + i);
            }
            assertThat(sending).isNotDone();
            lazy.wire().reset();
        } finally {
            receive.countDown();
        }
    }

    @Test
    @Rule("FLOW-11")
    @DisplayName("FLOW-11 an inbox of one message is stopped and started thousands of times and loses nothing")
    void stopAndGo() {
        CompletableFuture<List<String>> received = new CompletableFuture<>();
        Transport transport = start(config().inboxMessages(1).build(), Served.talk(stream -> {
            List<String> all = new ArrayList<>();
            stream.forEach(all::add);
            received.complete(all);
        }));
        try (WebSocketPeer peer = WebSocketPeer.open(transport.port(), Served.TALK_PATH)) {
            List<String> messages = IntStream.range(0, 5_000).mapToObj(i -> "m" + i).toList();
            messages.forEach(peer::send);
            peer.sendClose(1000, "");
            assertThat(Waiting.get(received, "everything is received")).isEqualTo(messages);
        }
    }

    @Test
    @Rule("FLOW-12")
    @DisplayName("FLOW-12 all that a client sent before its Close is received, also when its sending was stalled")
    void closeBehindStalledMessages() {
        CountDownLatch receive = new CountDownLatch(1);
        CompletableFuture<List<String>> received = new CompletableFuture<>();
        Transport transport = start(config().inboxMessages(4).build(), Served.talk(stream -> {
            Waiting.await(receive, "the client has sent everything");
            List<String> all = new ArrayList<>();
            stream.forEach(all::add);
            received.complete(all);
        }));
        try (WebSocketPeer peer = WebSocketPeer.open(transport.port(), Served.TALK_PATH)) {
            // Little enough for the buffers of the system, so that the Close is on its way before anything is received.
            List<String> messages = IntStream.range(0, 1_000).mapToObj(i -> "message " + i).toList();
            messages.forEach(peer::send);
            peer.sendClose(4000, "done");
            receive.countDown();
            assertThat(Waiting.get(received, "the iteration ends")).isEqualTo(messages);
            assertThat(peer.goodbye().code()).isEqualTo(4000);
        } finally {
            receive.countDown();
        }
    }

    @Test
    @Rule("FLOW-13")
    @DisplayName("FLOW-13 messages as large as allowed are echoed without a deadlock, though each fills inbox and "
            + "outbox")
    void largest() {
        int limit = 1 << 20;
        Transport transport = start(config().inboxMessages(1).outboxMessages(1).maxMessageBytes(limit)
                .maxFrameBytes(limit).outboxBytes(limit + 16).build(),
                Served.talk(stream -> stream.forEach(stream::send)));
        try (WebSocketPeer peer = WebSocketPeer.open(transport.port(), Served.TALK_PATH)) {
            List<String> messages = IntStream.range(0, 12).mapToObj(i -> Integer.toString(i % 10).repeat(limit))
                    .toList();
            CompletableFuture<Void> sending = Waiting.runAside(() -> messages.forEach(peer::send));
            assertThat(peer.next(messages.size())).isEqualTo(messages);
            Waiting.get(sending, "everything is sent");
        }
    }
}
