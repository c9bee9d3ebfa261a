package dev.sluice.tck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import dev.sluice.Close;
import dev.sluice.ManualTime;
import dev.sluice.OneWayStream;
import dev.sluice.Protocol;
import dev.sluice.Transport;
import dev.sluice.TwoWayStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** How many messages a stream takes a second, in how many frames, and how many wait for a client. */
abstract class MessageQuotaRules extends WireChapter {

    private static final int MESSAGES = 5;
    private static final String BIG = "x".repeat(100_000);

    private final ManualTime clock = new ManualTime();

    MessageQuotaRules(TransportFactory factory) {
        super(factory);
    }

    private WebSocketClient openLimited() {
        return open(startEchoes(config().maxMessagesPerSecond(MESSAGES).time(clock).build()), "/text");
    }

    private static void assertEchoes(WebSocketClient client, int count) {
        for (int i = 0; i < count; i++) {
            client.send(Frame.text("message " + i));
            client.expectText("message " + i);
        }
    }

    /** How long a client has for its Close, which ends the connection also where FIN is not noticed. */
    private static Duration closeTimeout() {
        return config().build().timing().closeTimeout();
    }

    private void expectTooMany(WebSocketClient client) {
        assertThat(client.awaitClose(1008)).contains(Integer.toString(MESSAGES)).contains("a second");
        client.connection().endOutput();
        clock.advance(closeTimeout());
        client.connection().awaitEnd();
    }

    @Test
    @Rule("LIMIT-19")
    @DisplayName("LIMIT-19 maxMessagesPerSecond messages are taken at once; the header of one more ends the stream with "
            + "1008 and a reason that says the limit")
    void messagesAtOnce() {
        WebSocketClient client = openLimited();
        assertEchoes(client, MESSAGES);
        client.sendHead(Frame.text("").announcing(1_000));
        expectTooMany(client);
    }

    @Test
    @Rule("LIMIT-19")
    @DisplayName("LIMIT-19 such a stream ends as refused, what came before is delivered, and other streams go on")
    void onlyThatStream() {
        Guests<TwoWayStream<String, String>> guests = new Guests<>();
        Transport transport = start(config().maxMessagesPerSecond(2).time(clock).build(), Served.talk(guests));
        WebSocketClient other = open(transport, Served.TALK_PATH);
        TwoWayStream<String, String> unharmed = guests.next();
        WebSocketClient client = open(transport, Served.TALK_PATH);
        TwoWayStream<String, String> stream = guests.next();
        client.send(Frame.text("1"), Frame.text("2"), Frame.text("3"));
        Close close = Guests.closeAtOnceOf(stream);
        assertThat(close.cause()).isEqualTo(Close.Cause.REFUSED);
        assertThat(close.code()).isEqualTo(1008);
        List<String> delivered = new ArrayList<>();
        stream.forEach(delivered::add);
        assertThat(delivered).containsExactly("1", "2");
        other.send(Frame.text("1"), Frame.text("2"));
        assertThat(unharmed.receive(Waiting.deadline())).contains("1");
        assertThat(unharmed.isOpen()).isTrue();
        client.connection().reset();
        clock.advance(closeTimeout());
    }

    @Test
    @Rule("LIMIT-20")
    @DisplayName("LIMIT-20 as many messages may come again a second later, and some when less has passed")
    void messagesComeBack() {
        WebSocketClient client = openLimited();
        assertEchoes(client, MESSAGES);
        clock.advance(Duration.ofMillis(400));
        assertEchoes(client, 2);
        clock.advance(Duration.ofSeconds(60));
        assertEchoes(client, MESSAGES);
        client.send(Frame.text("one too many"));
        expectTooMany(client);
    }

    @Test
    @Rule("LIMIT-21")
    @DisplayName("LIMIT-21 messages alone are counted: a fragment is none, and neither is a control frame")
    void whatCounts() {
        WebSocketClient client = openLimited();
        for (int i = 0; i < MESSAGES; i++) {
            client.send(Frame.text("a").unfinished(), Frame.ping("p" + i), Frame.continuation("b").unfinished(),
                    Frame.continuation("c"));
            client.expectPong("p" + i);
            client.expectText("abc");
            client.send(Frame.ping("q" + i), Frame.pong("nobody asked"));
            client.expectPong("q" + i);
        }
        client.sendHead(Frame.text("x").unfinished());
        expectTooMany(client);
    }

    @Test
    @Rule("LIMIT-22")
    @DisplayName("LIMIT-22 a message comes in up to maxFragments frames; the header of one more ends the stream with 1009")
    void fragments() {
        WebSocketClient client = open(startEchoes(config().maxFragments(3).build()), "/text");
        Frame end = Frame.continuation("c");
        Frame ping = Frame.ping("p");
        for (int i = 0; i < 2; i++) {
            client.send(Frame.text("a").unfinished(), end);
            client.expectText("ac");
            client.send(Frame.text("a").unfinished(), ping, Frame.continuation("b").unfinished(), ping, end);
            client.expectPong("p");
            client.expectTextsAmongPongs("abc");
        }
        client.send(Frame.text("").unfinished(), Frame.continuation("").unfinished(),
                Frame.continuation("").unfinished());
        client.sendHead(Frame.continuation("").announcing(1_000));
        assertThat(client.awaitClose(1009)).contains("3");
        client.connection().endOutput();
        client.connection().awaitEnd();
    }

    @ParameterizedTest
    @EnumSource
    @Rule("LIMIT-23")
    @DisplayName("LIMIT-23 a message with its framing is as large as outboxBytes, and no larger")
    void outboxBytes(Protocol protocol) {
        int framing = protocol == Protocol.SSE ? "data: \n\n".length() : 4;
        Guests<OneWayStream<String>> guests = new Guests<>();
        Transport transport = start(config().outboxBytes(1_000).build(), Served.lines(guests));
        try (Peer peer = Peer.open(protocol, transport.port(), Served.LINES_PATH)) {
            OneWayStream<String> stream = guests.next();
            for (int size : new int[]{999, 1_000}) {
                String message = "x".repeat(size - framing);
                stream.send(message);
                assertThat(peer.next()).isEqualTo(message);
            }
            String larger = "x".repeat(1_001 - framing);
            assertThatThrownBy(() -> stream.send(larger)).isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("1001");
            assertThat(stream.isOpen()).isTrue();
        }
    }

    @ParameterizedTest
    @EnumSource
    @Rule("LIMIT-24")
    @DisplayName("LIMIT-24 outboxMessages messages wait for a client that is behind, and no more")
    void outboxMessages(Protocol protocol) {
        Guests<OneWayStream<String>> guests = new Guests<>();
        Transport transport = start(config().outboxMessages(7).build(), Served.lines(guests));
        try (Peer peer = Peer.open(protocol, transport.port(), Served.LINES_PATH, 8 << 10)) {
            OneWayStream<String> stream = guests.next();
            int[] most = {0};
            // Until nothing is taken for a while: what the system buffers is full as well as the outbox.
            long[] taken = {0};
            Waiting.untilStill("the sender", () -> {
                if (stream.offer(BIG)) {
                    taken[0]++;
                }
                most[0] = Math.max(most[0], stream.queued());
                return taken[0];
            });
            assertThat(most[0]).as("the most messages that waited").isEqualTo(7);
            assertThat(peer.next((int) taken[0])).allMatch(BIG::equals);
        }
    }
}
