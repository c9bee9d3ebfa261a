package dev.sluice.tck;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.OptionalLong;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Consumer;

import dev.sluice.Admission;
import dev.sluice.Close;
import dev.sluice.Endpoint;
import dev.sluice.Protocol;
import dev.sluice.Topic;
import dev.sluice.Transport;
import dev.sluice.TwoWayStream;
import dev.sluice.client.Gap;
import dev.sluice.client.OneWayClientStream;
import dev.sluice.client.SluiceClient;
import dev.sluice.client.TwoWayClientStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** The Java client at endpoints of one channel. */
abstract class JavaClientRules extends JavaClientChapter {

    private static final int MANY = 300;

    private final Topic<String> topic = Topic.of(Served.LINES).history(10_000).create();

    JavaClientRules(TransportFactory factory) {
        super(factory);
    }

    private OneWayClientStream<String> open(SluiceClient client) {
        return client.stream(Served.LINES).onGap(gaps::add).open();
    }

    /** Publishes the first message when this client is there, so that it knows where it is. */
    private void begin(OneWayClientStream<String> stream) {
        Waiting.until("the client is a member", () -> topic.size() == 1);
        CursorChapter.publish(topic, 1, 1);
        assertNext(stream, 1, 1);
    }

    private static void assertNext(OneWayClientStream<String> stream, int from, int to) {
        assertNext(stream, from, to, i -> "m" + i);
    }

    @ParameterizedTest
    @EnumSource
    @Rule("JUDGE-1")
    @DisplayName("JUDGE-1 the Java client gets every message of a topic once and in order, and goes on behind a cursor")
    void topic(Protocol protocol) {
        Transport transport = start(settings().build(), Served.lines(topic));
        OneWayClientStream<String> stream = open(client(protocol, transport, Served.LINES_PATH));
        begin(stream);
        String cursor = stream.cursor().orElseThrow();
        CursorChapter.publish(topic, 2, MANY);
        assertNext(stream, 2, MANY);
        assertThat(stream.protocol()).contains(protocol);
        assertThat(stream.cursor()).get().asString().endsWith("-" + MANY);
        OneWayClientStream<String> later = client(protocol, transport, Served.LINES_PATH).stream(Served.LINES)
                .behind(cursor).onGap(gaps::add).open();
        assertNext(later, 2, MANY);
        assertThat(gaps).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"SSE, RESET", "SSE, FIN_BOTH", "WEB_SOCKET, RESET", "WEB_SOCKET, FIN_BOTH"})
    @Rule("JUDGE-2")
    @DisplayName("JUDGE-2 the Java client, whose connections break again and again, misses nothing of a topic")
    void broken(Protocol protocol, Strike how) {
        Transport transport = start(settings().build(), Served.lines(topic));
        BadNetwork network = network(new Weather(Way.CALM, Way.CALM.struck(how, 3_000)), transport);
        OneWayClientStream<String> stream = open(client(protocol, network.port(), Served.LINES_PATH));
        begin(stream);
        CursorChapter.publish(topic, 2, MANY);
        assertNext(stream, 2, MANY);
        assertThat(network.connections()).isGreaterThan(2);
        assertThat(gaps).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    @Rule("JUDGE-3")
    @DisplayName("JUDGE-3 the Java client comes back when the server closes, and goes on where it was")
    void closedByServer(Protocol protocol) {
        Transport first = start(settings().build(), Served.lines(topic));
        Transport second = start(settings().build(), Served.lines(topic));
        BadNetwork network = network(Weather.CALM, first);
        OneWayClientStream<String> stream = open(client(protocol, network.port(), Served.LINES_PATH));
        begin(stream);
        network.lead(second.port());
        CursorChapter.publish(topic, 2, 50);
        first.close();
        CursorChapter.publish(topic, 51, 100);
        assertNext(stream, 2, 100);
        assertThat(second.streamCount()).isEqualTo(1);
        assertThat(gaps).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    @Rule("JUDGE-4")
    @DisplayName("JUDGE-4 the Java client learns of a gap, before what is left")
    void gap(Protocol protocol) {
        Topic<String> forgetful = Topic.of(Served.LINES).history(3).create();
        Transport transport = start(settings().build(), Served.lines(forgetful));
        forgetful.publish("m1");
        OneWayClientStream<String> first = open(client(protocol, transport, Served.LINES_PATH));
        Waiting.until("the client is a member", () -> forgetful.size() == 1);
        CursorChapter.publish(forgetful, 2, 2);
        assertNext(first, 2, 2);
        String cursor = first.cursor().orElseThrow();
        CursorChapter.publish(forgetful, 3, 10);
        assertThatBehind(cursor, transport, protocol, 8, new Gap(Gap.Kind.NOT_KEPT, OptionalLong.of(5)));
        CursorChapter.publish(topic, 1, 10);
        Transport other = start(settings().build(), Served.lines(topic));
        assertThatBehind(cursor, other, protocol, 1, new Gap(Gap.Kind.NOT_KEPT, OptionalLong.empty()));
    }

    private void assertThatBehind(String cursor, Transport transport, Protocol protocol, int from, Gap gap) {
        BlockingQueue<Gap> told = new LinkedBlockingQueue<>();
        OneWayClientStream<String> stream = client(protocol, transport, Served.LINES_PATH).stream(Served.LINES)
                .behind(cursor).onGap(told::add).open();
        assertNext(stream, from, from);
        assertThat(told).containsExactly(gap);
        assertNext(stream, from + 1, 10);
        assertThat(told).hasSize(1);
    }

    @ParameterizedTest
    @EnumSource
    @Rule("JUDGE-5")
    @DisplayName("JUDGE-5 the Java client's messages and their echoes are whole and in order")
    void echoes(Protocol protocol) {
        Transport transport = start(settings().build(), Served.talk(stream -> stream.forEach(stream::send)));
        TwoWayClientStream<String, String> stream = client(protocol, transport, Served.TALK_PATH).open(Served.TALK);
        Waiting.runAside(() -> {
            for (int i = 1; i <= MANY; i++) {
                stream.send("line " + i + "\n\n€😀 ");
            }
            stream.send("");
            stream.send("x".repeat(40_000));
        }).isDone();
        assertNext(stream, 1, MANY, i -> "line " + i + "\n\n€😀 ");
        assertThat(next(stream)).isEmpty();
        assertThat(next(stream)).hasSize(40_000);
        assertThat(stream.protocol()).contains(protocol);
    }

    @Test
    @Rule("JUDGE-6")
    @DisplayName("JUDGE-6 the Java client's stream over SSE and POST goes on, once and in order, whatever of it breaks")
    void brokenSession() {
        Transport transport = start(settings().build(), Served.talk(stream -> stream.forEach(stream::send)));
        BadNetwork network = network(Weather.both(Way.CALM.struck(Strike.RESET, 3_000)), transport);
        TwoWayClientStream<String, String> stream = client(Protocol.SSE, network.port(), Served.TALK_PATH)
                .stream(Served.TALK).onGap(gaps::add).open();
        int inFlight = 10;
        for (int done = 0; done < MANY; done += inFlight) {
            for (int i = 1; i <= inFlight; i++) {
                stream.send("m" + (done + i));
            }
            assertNext(stream, done + 1, done + inFlight);
        }
        assertThat(network.connections()).isGreaterThan(3);
        assertThat(gaps).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    @Rule("JUDGE-7")
    @DisplayName("JUDGE-7 the Java client learns the server's code and reason behind all messages, and the server its own")
    void closes(Protocol protocol) {
        Close byServer = closeSeenByClient(protocol, stream -> {
            stream.send("last");
            stream.close(4001, "as I say");
        });
        assertThat(byServer).isEqualTo(new Close(Close.Cause.PEER_CLOSED, 4001, "as I say"));
        Close returned = closeSeenByClient(protocol, stream -> stream.send("last"));
        assertThat(returned).isEqualTo(new Close(Close.Cause.PEER_CLOSED, 1000, ""));
        Guests<TwoWayStream<String, String>> guests = new Guests<>();
        Transport transport = start(settings().build(), Served.talk(guests));
        TwoWayClientStream<String, String> stream = client(protocol, transport, Served.TALK_PATH).open(Served.TALK);
        stream.send("bye");
        stream.close(4002, "enough");
        TwoWayStream<String, String> guest = guests.next();
        assertThat(guest.receive()).contains("bye");
        assertThat(Guests.closeOf(guest)).isEqualTo(new Close(Close.Cause.PEER_CLOSED, 4002, "enough"));
    }

    private Close closeSeenByClient(Protocol protocol, Consumer<TwoWayStream<String, String>> handler) {
        Transport transport = start(settings().build(), Served.talk(handler::accept));
        TwoWayClientStream<String, String> stream = client(protocol, transport, Served.TALK_PATH).open(Served.TALK);
        assertThat(next(stream)).isEqualTo("last");
        return endOf(stream);
    }

    @ParameterizedTest
    @EnumSource
    @Rule("JUDGE-8")
    @DisplayName("JUDGE-8 the Java client learns that it is refused, and why, and does not come back")
    void refused(Protocol protocol) {
        BlockingQueue<String> asked = new LinkedBlockingQueue<>();
        Transport transport = start(settings().build(), Endpoint.at(Served.LINES_PATH).admit(opening -> {
            asked.add("once");
            return Admission.refused(403, "not for you");
        }).serve(Served.LINES, topic).build());
        for (String path : new String[]{Served.LINES_PATH, "/nowhere"}) {
            OneWayClientStream<String> stream = open(client(protocol, transport, path));
            Close close = endOf(stream);
            assertThat(close.cause()).isEqualTo(Close.Cause.REFUSED);
            assertThat(close.code()).isEqualTo(1008);
            assertThat(close.reason()).contains(path.equals("/nowhere") ? "404" : "403");
            assertThat(stream.receive()).isEmpty();
        }
        assertThat(asked).containsExactly("once");
    }

    @Test
    @Rule("JUDGE-9")
    @DisplayName("JUDGE-9 the Java client finds the protocol that an endpoint serves, one-way and two-way")
    void findsTheProtocol() {
        for (Protocol protocol : Protocol.values()) {
            Transport transport = start(settings().build(),
                    Endpoint.at("/one").over(protocol).serve(Served.LINES, stream -> stream.send("one")).build(),
                    Endpoint.at("/two").over(protocol).serve(Served.TALK, stream -> stream.forEach(stream::send))
                            .build());
            assertThat(next(open(client(transport, "/one")))).isEqualTo("one");
            TwoWayClientStream<String, String> two = client(transport, "/two").open(Served.TALK);
            two.send("two");
            assertThat(next(two)).isEqualTo("two");
            assertThat(two.protocol()).contains(protocol);
        }
    }
}
