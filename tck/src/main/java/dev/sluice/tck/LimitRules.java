package dev.sluice.tck;

import static dev.sluice.tck.Peer.Goodbye.orderly;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;

import dev.sluice.Admission;
import dev.sluice.Channel;
import dev.sluice.Close;
import dev.sluice.Close.Cause;
import dev.sluice.Codec;
import dev.sluice.CodecException;
import dev.sluice.Endpoint;
import dev.sluice.OneWayStream;
import dev.sluice.Protocol;
import dev.sluice.Topics;
import dev.sluice.Transport;
import dev.sluice.TwoWayChannel;
import dev.sluice.TwoWayStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What is refused while streams live, as the server's side sees it, and who the client is. */
abstract class LimitRules extends Chapter {

    private static final TwoWayChannel<Integer, Integer> NUMBERS = Channel.twoWay("numbers",
            Codec.text(Object::toString, Integer::valueOf), Codec.text(Object::toString, Integer::valueOf));

    LimitRules(TransportFactory factory) {
        super(factory);
    }

    private static void assertRefused(OneWayStream<?> stream, int code) {
        Close close = Guests.closeAtOnceOf(stream);
        assertThat(close.cause()).isEqualTo(Cause.REFUSED);
        assertThat(close.code()).isEqualTo(code);
    }

    @Test
    @Rule("LIMIT-1")
    @DisplayName("LIMIT-1 a message that is larger than allowed ends its stream as refused, with code 1009, and no "
            + "other")
    void tooLarge() {
        Guests<TwoWayStream<String, String>> guests = new Guests<>();
        Transport transport = start(config().maxMessageBytes(1_000).maxFrameBytes(1_000).build(), Served.talk(guests));
        try (WebSocketPeer other = WebSocketPeer.open(transport.port(), Served.TALK_PATH)) {
            TwoWayStream<String, String> unharmed = guests.next();
            try (WebSocketPeer peer = WebSocketPeer.open(transport.port(), Served.TALK_PATH)) {
                TwoWayStream<String, String> stream = guests.next();
                peer.send("x".repeat(1_000));
                assertThat(stream.receive(Waiting.deadline())).contains("x".repeat(1_000));
                peer.send("x".repeat(1_001));
                assertRefused(stream, 1009);
                assertThat(peer.goodbye().code()).isEqualTo(1009);
            }
            unharmed.send("unharmed");
            assertThat(other.next()).isEqualTo("unharmed");
        }
    }

    @Test
    @Rule("LIMIT-2")
    @DisplayName("LIMIT-2 a message that the codec cannot decode ends the stream as refused, with code 1007 and no "
            + "exception text")
    void undecodable() {
        Guests<TwoWayStream<Integer, Integer>> seen = new Guests<>();
        Transport transport = start(Endpoint.at("/numbers").serve(NUMBERS, stream -> {
            Thread.startVirtualThread(() -> seen.serve(stream));
            stream.forEach(number -> stream.send(number + 1));
        }).build());
        try (WebSocketPeer peer = WebSocketPeer.open(transport.port(), "/numbers")) {
            peer.send("41");
            assertThat(peer.next()).isEqualTo("42");
            peer.send("not-a-number");
            Peer.Goodbye goodbye = peer.goodbye();
            assertThat(goodbye.code()).isEqualTo(1007);
            assertThat(goodbye.reason()).doesNotContain("not-a-number").doesNotContain("Exception");
            assertRefused(seen.next(), 1007);
        }
    }

    @Test
    @Rule("LIMIT-3")
    @DisplayName("LIMIT-3 a client that speaks on a one-way channel is refused with code 1003")
    void oneWay() {
        Guests<OneWayStream<String>> guests = new Guests<>();
        Transport transport = start(Served.lines(guests));
        try (WebSocketPeer peer = WebSocketPeer.open(transport.port(), Served.LINES_PATH)) {
            OneWayStream<String> stream = guests.next();
            peer.send("hello?");
            assertRefused(stream, 1003);
            assertThat(peer.goodbye().code()).isEqualTo(1003);
        }
    }

    @Test
    @Rule("LIMIT-4")
    @DisplayName("LIMIT-4 a binary message on a channel of text is refused with code 1003")
    void wrongForm() {
        Guests<TwoWayStream<String, String>> guests = new Guests<>();
        Transport transport = start(Served.talk(guests));
        try (WebSocketPeer peer = WebSocketPeer.open(transport.port(), Served.TALK_PATH)) {
            TwoWayStream<String, String> stream = guests.next();
            peer.wire().write(Frame.binary((byte) 1, (byte) 2, (byte) 3).bytes());
            assertRefused(stream, 1003);
            assertThat(peer.goodbye().code()).isEqualTo(1003);
        }
    }

    @ParameterizedTest
    @EnumSource
    @Rule("LIMIT-5")
    @DisplayName("LIMIT-5 a message that cannot be encoded is the sender's problem: an exception, and the stream "
            + "goes on")
    void unencodable(Protocol protocol) {
        Guests<OneWayStream<String>> guests = new Guests<>();
        Transport transport = start(Served.lines(guests));
        try (Peer peer = Peer.open(protocol, transport.port(), Served.LINES_PATH)) {
            OneWayStream<String> stream = guests.next();
            assertThatThrownBy(() -> stream.send("half a pair: \ud800")).isInstanceOf(CodecException.class);
            assertThatThrownBy(() -> stream.offer("half a pair: \udc00")).isInstanceOf(CodecException.class);
            stream.send("whole: 😀");
            assertThat(peer.next()).isEqualTo("whole: 😀");
        }
    }

    @ParameterizedTest
    @EnumSource
    @Rule("LIMIT-6")
    @DisplayName("LIMIT-6 close() refuses codes that may not be sent and reasons that are too long, and the stream "
            + "goes on")
    void badClose(Protocol protocol) {
        Guests<OneWayStream<String>> guests = new Guests<>();
        Transport transport = start(Served.lines(guests));
        try (Peer peer = Peer.open(protocol, transport.port(), Served.LINES_PATH)) {
            OneWayStream<String> stream = guests.next();
            for (int code : new int[]{-1, 0, 999, 1004, 1005, 1006, 1015, 1016, 2999, 5000, 70_000}) {
                assertThatThrownBy(() -> stream.close(code, "")).as("code " + code)
                        .isInstanceOf(IllegalArgumentException.class);
            }
            assertThatThrownBy(() -> stream.close(1000, "ü".repeat(62))).isInstanceOf(IllegalArgumentException.class);
            stream.send("still open");
            assertThat(peer.next()).isEqualTo("still open");
            String longest = "ü".repeat(61) + "!";
            stream.close(4999, longest);
            assertThat(peer.goodbye()).isEqualTo(orderly(protocol, 4999, longest));
        }
    }

    @ParameterizedTest
    @EnumSource
    @Rule("LIMIT-7")
    @DisplayName("LIMIT-7 the stream has the principal that its gate named, and none where the gate named none")
    void principal(Protocol protocol) {
        Guests<OneWayStream<String>> guests = new Guests<>();
        Endpoint named = Endpoint.at("/named")
                .admit(opening -> Admission.admittedAs(opening.query("user").orElseThrow())).serve(Served.LINES, guests)
                .build();
        Endpoint nameless = Endpoint.at("/nameless").admit(opening -> {
            assertThat(opening.principal()).isEmpty();
            return Admission.admitted();
        }).serve(Served.LINES, guests).build();
        Transport transport = start(named, nameless);
        try (Peer peer = Peer.open(protocol, transport.port(), "/named?user=J%C3%BCrgen%20K")) {
            assertThat(guests.next().opening().principal()).contains("Jürgen K");
            assertThat(peer).isNotNull();
        }
        try (Peer peer = Peer.open(protocol, transport.port(), "/nameless")) {
            assertThat(guests.next().opening().principal()).isEmpty();
            assertThat(peer).isNotNull();
        }
    }

    @ParameterizedTest
    @EnumSource
    @Rule("LIMIT-8")
    @DisplayName("LIMIT-8 one gate that blocks holds up no other client")
    void blockingGate(Protocol protocol) {
        CountDownLatch release = new CountDownLatch(1);
        CountDownLatch asked = new CountDownLatch(40);
        Guests<OneWayStream<String>> guests = new Guests<>();
        Transport transport = start(Served.lines(guests), Endpoint.at("/slow").admit(opening -> {
            asked.countDown();
            Waiting.await(release, "the other client is served");
            return Admission.admitted();
        }).serve(Served.LINES, new Guests<OneWayStream<String>>()).build());
        List<CompletableFuture<Void>> slow = IntStream.range(0, 40)
                .mapToObj(i -> Waiting.runAside(() -> Peer.open(protocol, transport.port(), "/slow").close())).toList();
        try {
            Waiting.await(asked, "all gates are asked at once");
            try (Peer peer = Peer.open(protocol, transport.port(), Served.LINES_PATH)) {
                guests.next().send("prompt");
                assertThat(peer.next()).isEqualTo("prompt");
            }
        } finally {
            release.countDown();
        }
        slow.forEach(opening -> Waiting.get(opening, "the slow gate lets its client in"));
    }

    @Test
    @Rule("LIMIT-9")
    @DisplayName("LIMIT-9 a gate or a key function that throws refuses with status 500, tells nothing, and no stream "
            + "begins")
    void refusedByException() {
        Guests<OneWayStream<String>> guests = new Guests<>();
        Endpoint gate = Endpoint.at("/gate").admit(opening -> {
            throw new IllegalStateException("secret-of-the-house");
        }).serve(Served.LINES, guests).build();
        Topics<String, String> topics = Topics.of(Served.LINES);
        Endpoint key = Endpoint.at("/key").serve(Served.LINES, topics, opening -> {
            throw new IllegalStateException("secret-of-the-house");
        }).build();
        Transport transport = start(gate, key);
        for (String path : new String[]{"/gate", "/key"}) {
            try (SseClient client = SseClient.ask(Wire.to(transport.port()), path)) {
                assertThat(client.status()).as(path).isEqualTo(500);
                int length = Integer.parseInt(client.header("Content-Length").get(0));
                assertThat(client.plainText(length)).doesNotContain("secret").doesNotContain("Exception");
            }
        }
        assertThat(guests.isEmpty()).isTrue();
        assertThat(topics.size()).isZero();
        Waiting.until("streamCount() is 0", () -> transport.streamCount() == 0);
    }
}
