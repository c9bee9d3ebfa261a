package dev.sluice.tck;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import dev.sluice.OneWayStream;
import dev.sluice.Protocol;
import dev.sluice.Transport;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Messages keep their order, both ways, and stay whole. */
abstract class OrderRules extends Chapter {

    private static final int MANY = 10_000;

    OrderRules(TransportFactory factory) {
        super(factory);
    }

    private static List<String> numbered(int count) {
        return IntStream.range(0, count).mapToObj(i -> "message " + i).toList();
    }

    @ParameterizedTest
    @EnumSource
    @Rule("ORDER-1")
    @DisplayName("ORDER-1 the messages of one sender arrive in order, each once")
    void oneSender(Protocol protocol) {
        Transport transport = start(Served.lines(stream -> numbered(MANY).forEach(stream::send)));
        try (Peer peer = Peer.open(protocol, transport.port(), Served.LINES_PATH)) {
            assertThat(peer.rest()).isEqualTo(numbered(MANY));
        }
    }

    @ParameterizedTest
    @EnumSource
    @Rule("ORDER-2")
    @DisplayName("ORDER-2 concurrent senders to one stream keep the order of each and never tear a message")
    void concurrentSenders(Protocol protocol) {
        int senders = 8;
        int each = 300;
        Transport transport = start(Served.lines(stream -> {
            CompletableFuture<?>[] all = IntStream.range(0, senders)
                    .mapToObj(sender -> CompletableFuture.runAsync(() -> sendAll(stream, sender, each)))
                    .toArray(CompletableFuture<?>[]::new);
            CompletableFuture.allOf(all).join();
        }));
        try (Peer peer = Peer.open(protocol, transport.port(), Served.LINES_PATH)) {
            List<String> messages = peer.rest();
            assertThat(messages).hasSize(senders * each);
            for (int sender = 0; sender < senders; sender++) {
                String prefix = sender + ":";
                int number = sender;
                assertThat(messages.stream().filter(message -> message.startsWith(prefix)))
                        .containsExactlyElementsOf(
                                IntStream.range(0, each).mapToObj(i -> sized(number, i)).toList());
            }
        }
    }

    private static void sendAll(OneWayStream<String> stream, int sender, int count) {
        for (int i = 0; i < count; i++) {
            stream.send(sized(sender, i));
        }
    }

    /** Sizes around those of buffers, so that writes are cut at all places. */
    private static String sized(int sender, int i) {
        return sender + ":" + i + ":" + Integer.toString(sender).repeat(i % 10 == 0 ? 8_000 + i * 100 : i);
    }

    @Test
    @Rule("ORDER-3")
    @DisplayName("ORDER-3 a client's messages reach the handler in order, each once, also when the handler is slow")
    void incoming() {
        List<String> received = new ArrayList<>();
        CompletableFuture<Void> done = new CompletableFuture<>();
        Transport transport = start(config().inboxMessages(3).build(), Served.talk(stream -> {
            for (String message : stream) {
                received.add(message);
                if (received.size() % 500 == 0) {
                    long begin = System.nanoTime();
                    Waiting.until("a moment passes", () -> System.nanoTime() - begin > 5_000_000);
                }
            }
            done.complete(null);
        }));
        try (WebSocketPeer peer = WebSocketPeer.open(transport.port(), Served.TALK_PATH)) {
            numbered(MANY).forEach(peer::send);
            peer.sendClose(1000, "");
            Waiting.get(done, "the handler receives everything");
            assertThat(received).isEqualTo(numbered(MANY));
        }
    }

    @Test
    @Rule("ORDER-4")
    @DisplayName("ORDER-4 what is asked and answered stays in step: each answer comes before the next question")
    void inStep() {
        Transport transport = start(Served.talk(stream -> stream.forEach(message -> stream.send("re: " + message))));
        try (WebSocketPeer peer = WebSocketPeer.open(transport.port(), Served.TALK_PATH)) {
            for (int i = 0; i < 200; i++) {
                peer.send("question " + i);
                assertThat(peer.next()).isEqualTo("re: question " + i);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    @Rule("ORDER-5")
    @DisplayName("ORDER-5 send() and offer() of one thread keep their common order")
    void sendAndOffer(Protocol protocol) {
        Transport transport = start(Served.lines(stream -> {
            for (String message : numbered(900)) {
                if (message.endsWith("0")) {
                    assertThat(stream.offer(message)).isTrue();
                } else {
                    stream.send(message);
                }
            }
        }));
        try (Peer peer = Peer.open(protocol, transport.port(), Served.LINES_PATH)) {
            assertThat(peer.rest()).isEqualTo(numbered(900));
        }
    }

    @Test
    @Rule("ORDER-6")
    @Needs(Capability.PORT)
    @DisplayName("ORDER-6 an independent client, java.net.http, sees the same order over WebSocket and over SSE")
    void independentClients() throws Exception {
        Transport transport = start(Served.lines(stream -> numbered(500).forEach(stream::send)));
        String authority = "127.0.0.1:" + transport.port() + Served.LINES_PATH;
        try (HttpClient client = HttpClient.newHttpClient()) {
            BlockingQueue<String> messages = new LinkedBlockingQueue<>();
            WebSocket socket = Waiting.get(client.newWebSocketBuilder().buildAsync(URI.create("ws://" + authority),
                    new Collector(messages)), "the WebSocket opens");
            List<String> received = new ArrayList<>();
            while (received.size() < 501) {
                received.add(Waiting.take(messages, "message " + received.size()));
            }
            socket.abort();
            assertThat(received.subList(0, 500)).isEqualTo(numbered(500));
            assertThat(received.get(500)).isEqualTo("closed 1000");

            HttpRequest request = HttpRequest.newBuilder(URI.create("http://" + authority)).timeout(Waiting.deadline())
                    .build();
            try (Stream<String> lines = client.send(request, BodyHandlers.ofLines()).body()) {
                assertThat(lines.filter(line -> line.startsWith("data: "))).containsExactlyElementsOf(
                        numbered(500).stream().map(message -> "data: " + message).toList());
            }
        }
    }

    /** Puts whole messages, and the end, into a queue. */
    private record Collector(BlockingQueue<String> messages, StringBuilder parts) implements WebSocket.Listener {

        Collector(BlockingQueue<String> messages) {
            this(messages, new StringBuilder());
        }

        @Override
        public CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
            parts.append(data);
            if (last) {
                messages.add(parts.toString());
                parts.setLength(0);
            }
            socket.request(1);
            return CompletableFuture.completedStage(null);
        }

        @Override
        public CompletionStage<?> onClose(WebSocket socket, int code, String reason) {
            messages.add("closed " + code);
            return CompletableFuture.completedStage(null);
        }
    }
}
