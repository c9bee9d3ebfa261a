package dev.sluice.tck;

import static dev.sluice.tck.Peer.Goodbye.orderly;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;

import dev.sluice.Endpoint;
import dev.sluice.OneWayStream;
import dev.sluice.Protocol;
import dev.sluice.Transport;
import dev.sluice.TransportConfig;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Clients that read slowly, or not at all, on both protocols. */
abstract class FlowRules extends Chapter {

    private static final int SMALL_WINDOW = 4_096;
    private static final int MANY = 400;

    FlowRules(TransportFactory factory) {
        super(factory);
    }

    /** Large, so that what the system buffers is soon full: more than 25 MB in all. */
    private static String big(int i) {
        return i + ":" + "x".repeat(65_000 + i % 700);
    }

    private static List<String> bigOnes(long count) {
        return IntStream.range(0, (int) count).mapToObj(FlowRules::big).toList();
    }

    private static Peer open(Protocol protocol, Transport transport) {
        return Peer.open(protocol, transport.port(), Served.LINES_PATH, SMALL_WINDOW);
    }

    @ParameterizedTest
    @EnumSource
    @Rule("FLOW-1")
    @DisplayName("FLOW-1 send() waits while the outbox has its number of messages, and goes on when the client reads")
    void sendWaitsForMessages(Protocol protocol) {
        sendWaits(protocol, config().outboxMessages(3).build());
    }

    @ParameterizedTest
    @EnumSource
    @Rule("FLOW-2")
    @DisplayName("FLOW-2 send() waits while the outbox has its number of bytes, and goes on when the client reads")
    void sendWaitsForBytes(Protocol protocol) {
        sendWaits(protocol, config().outboxBytes(200_000).build());
    }

    private void sendWaits(Protocol protocol, TransportConfig config) {
        AtomicLong sent = new AtomicLong();
        Transport transport = start(config, Served.lines(stream -> {
            for (int i = 0; i < MANY; i++) {
                stream.send(big(i));
                sent.incrementAndGet();
            }
        }));
        try (Peer peer = open(protocol, transport)) {
            long waiting = Waiting.untilStill("the sender", sent::get);
            assertThat(waiting).as("messages that were sent while the client read none").isLessThan(MANY / 2);
            assertThat(peer.rest()).isEqualTo(bigOnes(MANY));
            assertThat(peer.ended()).isEqualTo(orderly(protocol, 1000, ""));
        }
    }

    @ParameterizedTest
    @EnumSource
    @Rule("FLOW-3")
    @DisplayName("FLOW-3 offer() never waits: false while the client is behind, true again when it has caught up")
    void offer(Protocol protocol) {
        Guests<OneWayStream<String>> guests = new Guests<>();
        Transport transport = start(config().outboxMessages(3).build(), Served.lines(guests));
        try (Peer peer = open(protocol, transport)) {
            OneWayStream<String> stream = guests.next();
            long[] taken = {0};
            // Until offers fail for a while: what the system buffers is full as well as the outbox.
            Waiting.untilStill("the sender", () -> {
                if (taken[0] < MANY && stream.offer(big((int) taken[0]))) {
                    taken[0]++;
                }
                return taken[0];
            });
            assertThat(taken[0]).as("messages that were taken while the client read none").isLessThan(MANY / 2);
            assertThat(stream.offer("refused")).isFalse();
            assertThat(peer.next((int) taken[0])).isEqualTo(bigOnes(taken[0]));
            Waiting.until("offer() is true again", () -> stream.offer("caught up"));
            assertThat(peer.next()).isEqualTo("caught up");
            assertThat(stream.isOpen()).isTrue();
        }
    }

    @ParameterizedTest
    @EnumSource
    @Rule("FLOW-4")
    @DisplayName("FLOW-4 a message that is larger than the whole outbox is refused by an exception, and the stream "
            + "goes on")
    void tooLargeForTheOutbox(Protocol protocol) {
        Guests<OneWayStream<String>> guests = new Guests<>();
        Transport transport = start(config().outboxBytes(10_000).build(), Served.lines(guests));
        try (Peer peer = open(protocol, transport)) {
            OneWayStream<String> stream = guests.next();
            String tooLarge = "x".repeat(10_001);
            assertThatThrownBy(() -> stream.send(tooLarge)).isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> stream.offer(tooLarge)).isInstanceOf(IllegalArgumentException.class);
            String fits = "y".repeat(9_900);
            stream.send(fits);
            assertThat(peer.next()).isEqualTo(fits);
            assertThat(stream.isOpen()).isTrue();
        }
    }

    @ParameterizedTest
    @EnumSource
    @Rule("FLOW-5")
    @DisplayName("FLOW-5 a client that reads slowly gets everything, in order")
    void slowReader(Protocol protocol) {
        Transport transport = start(config().outboxMessages(2).build(), Served.lines(stream -> {
            for (int i = 0; i < 150; i++) {
                stream.send(big(i));
            }
        }));
        try (Peer peer = open(protocol, transport)) {
            List<String> received = new ArrayList<>();
            for (int i = 0; i < 150; i++) {
                received.add(peer.next());
                if (i % 10 == 0) {
                    long begin = System.nanoTime();
                    Waiting.until("a moment passes", () -> System.nanoTime() - begin > 20_000_000);
                }
            }
            assertThat(received).isEqualTo(bigOnes(150));
            assertThat(peer.goodbye()).isEqualTo(orderly(protocol, 1000, ""));
        }
    }

    @ParameterizedTest
    @EnumSource
    @Rule("FLOW-6")
    @DisplayName("FLOW-6 clients that never read delay nobody else, be it on the same or another endpoint")
    void stuckClientDelaysNobody(Protocol protocol) {
        AtomicLong sent = new AtomicLong();
        AtomicBoolean stop = new AtomicBoolean();
        Guests<OneWayStream<String>> guests = new Guests<>();
        Transport transport = start(config().outboxMessages(3).build(), Served.lines(stream -> {
            while (!stop.get()) {
                stream.send(big(0));
                sent.incrementAndGet();
            }
        }), Endpoint.at("/other").serve(Served.LINES, guests).build());
        List<Peer> stuck = IntStream.range(0, 16).mapToObj(i -> open(protocol, transport)).toList();
        try {
            Waiting.untilStill("the senders", sent::get);
            for (Protocol other : Protocol.values()) {
                try (Peer peer = Peer.open(other, transport.port(), "/other")) {
                    OneWayStream<String> stream = guests.next();
                    for (int i = 0; i < 100; i++) {
                        stream.send("prompt " + i);
                        assertThat(peer.next()).isEqualTo("prompt " + i);
                    }
                }
            }
        } finally {
            stop.set(true);
            stuck.forEach(peer -> peer.wire().reset());
        }
    }

    @ParameterizedTest
    @EnumSource
    @Rule("FLOW-7")
    @DisplayName("FLOW-7 several threads that wait in send() all go on when the client reads")
    void manyWaitingSenders(Protocol protocol) {
        AtomicLong sent = new AtomicLong();
        CountDownLatch served = new CountDownLatch(1);
        Transport transport = start(config().outboxMessages(1).build(), Served.lines(stream -> {
            served.countDown();
            CompletableFuture<?>[] senders = IntStream.range(0, 20)
                    .mapToObj(sender -> Waiting.runAside(() -> {
                        for (int i = 0; i < 10; i++) {
                            stream.send(big(sender));
                            sent.incrementAndGet();
                        }
                    })).toArray(CompletableFuture<?>[]::new);
            CompletableFuture.allOf(senders).join();
        }));
        try (Peer peer = open(protocol, transport)) {
            Waiting.await(served, "the handler is called");
            assertThat(Waiting.untilStill("the senders", sent::get)).isLessThan(200);
            assertThat(peer.rest()).hasSize(200);
            assertThat(peer.ended()).isEqualTo(orderly(protocol, 1000, ""));
        }
    }
}
