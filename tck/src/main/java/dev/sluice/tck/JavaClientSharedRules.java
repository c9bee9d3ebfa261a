package dev.sluice.tck;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;

import dev.sluice.Admission;
import dev.sluice.Close;
import dev.sluice.Endpoint;
import dev.sluice.Overflow;
import dev.sluice.Protocol;
import dev.sluice.Reply;
import dev.sluice.Topic;
import dev.sluice.Topics;
import dev.sluice.Transport;
import dev.sluice.TransportConfig;
import dev.sluice.client.Gap;
import dev.sluice.client.OneWayClientStream;
import dev.sluice.client.SluiceClient;
import dev.sluice.client.TwoWayClientStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The Java client at shared endpoints, and its requests. */
abstract class JavaClientSharedRules extends JavaClientChapter {

    private static final String LIVE = "/live";
    private static final int MANY = 200;

    private final Topics<String, String> rooms = Topics
            .of(Topic.of(Served.LINES).history(1_000).historyAge(Duration.ofHours(1)));
    private final Endpoint inRooms = Endpoint.at("/rooms/{key}")
            .serve(Served.LINES, rooms, opening -> opening.path("key")).build();

    JavaClientSharedRules(TransportFactory factory) {
        super(factory);
    }

    private Transport startLive(TransportConfig config, Endpoint first, Endpoint... more) {
        return start(config, Endpoint.at(LIVE).share(first, more).build());
    }

    private OneWayClientStream<String> enter(SluiceClient client, String room) {
        OneWayClientStream<String> stream = client.stream(Served.LINES).buffer(16).onGap(gaps::add)
                .subscribe("/rooms/" + room);
        Waiting.until("the client is in the room", () -> rooms.get(room).size() == 1);
        return stream;
    }

    private void publish(String room, int from, int to) {
        CursorChapter.publish(rooms.get(room), from, to);
    }

    private static void assertNext(OneWayClientStream<String> stream, int from, int to) {
        assertNext(stream, from, to, i -> "m" + i);
    }

    @ParameterizedTest
    @EnumSource
    @Rule("JUDGE-10")
    @DisplayName("JUDGE-10 the Java client has many streams on one connection, and one that it does not read delays none")
    void slow(Protocol protocol) {
        Transport transport = startLive(settings().build(), inRooms,
                Served.talk(stream -> stream.forEach(stream::send)));
        SluiceClient client = client(protocol, transport, LIVE);
        OneWayClientStream<String> slow = enter(client, "slow");
        List<OneWayClientStream<String>> others = IntStream.range(0, 5).mapToObj(i -> enter(client, "r" + i)).toList();
        TwoWayClientStream<String, String> talk = client.subscribe(Served.TALK_PATH, Served.TALK);
        publish("slow", 1, MANY);
        for (int i = 0; i < others.size(); i++) {
            publish("r" + i, 1, MANY);
            assertNext(others.get(i), 1, MANY);
            talk.send("echo " + i);
            assertThat(next(talk)).isEqualTo("echo " + i);
        }
        assertThat(transport.streamCount()).as("connections").isEqualTo(1);
        others.get(0).close();
        Waiting.until("the client has left the room", () -> rooms.get("r0").size() == 0);
        publish("r1", MANY + 1, MANY + 1);
        assertNext(others.get(1), MANY + 1, MANY + 1);
        assertNext(slow, 1, MANY);
        assertThat(gaps).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    @Rule("JUDGE-11")
    @DisplayName("JUDGE-11 the Java client that is behind learns how many messages were dropped, before the next one")
    void dropped(Protocol protocol) {
        Topic<String> topic = Topic.of(Served.LINES).whenBehind(Overflow.dropOldest()).create();
        Transport transport = startLive(settings().outboxMessages(4).build(), Served.lines(topic));
        OneWayClientStream<String> stream = client(protocol, transport, LIVE).stream(Served.LINES).buffer(4)
                .onGap(gaps::add).subscribe(Served.LINES_PATH);
        Waiting.until("the client is a member", () -> topic.size() == 1);
        CursorChapter.publish(topic, 1, MANY);
        int number = 0;
        int expected = 1;
        while (number < MANY) {
            number = Integer.parseInt(next(stream).substring(1));
            for (Gap gap = gaps.poll(); gap != null; gap = gaps.poll()) {
                assertThat(gap.kind()).isEqualTo(Gap.Kind.DROPPED);
                expected += (int) gap.missed().orElseThrow();
            }
            assertThat(number).isEqualTo(expected);
            expected++;
        }
    }

    @ParameterizedTest
    @EnumSource
    @Rule("JUDGE-12")
    @DisplayName("JUDGE-12 all streams of the Java client go on where they were, when their connection breaks")
    void broken(Protocol protocol) {
        Transport transport = startLive(settings().build(), inRooms);
        BadNetwork network = network(new Weather(Way.CALM, Way.CALM.struck(Strike.RESET, 4_000)), transport);
        SluiceClient client = client(protocol, network.port(), LIVE);
        List<OneWayClientStream<String>> streams = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            streams.add(enter(client, "r" + i));
            publish("r" + i, 1, 1);
            assertNext(streams.get(i), 1, 1);
        }
        IntStream.range(0, 3).forEach(i -> publish("r" + i, 2, MANY));
        for (int number = 2; number <= MANY; number++) {
            for (OneWayClientStream<String> stream : streams) {
                assertNext(stream, number, number);
            }
        }
        assertThat(network.connections()).isGreaterThan(3);
        assertThat(gaps).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    @Rule("JUDGE-13")
    @DisplayName("JUDGE-13 the Java client learns why one of its streams was refused or closed, and the others go on")
    void ends(Protocol protocol) {
        Transport transport = startLive(settings().build(), inRooms,
                Endpoint.at("/secret").admit(opening -> Admission.refused(403, "not for you"))
                        .serve(Served.LINES, stream -> stream.send("secret")).build(),
                Endpoint.at("/short").serve(Served.LINES, stream -> {
                    stream.send("last");
                    stream.close(4001, "as I say");
                }).build());
        SluiceClient client = client(protocol, transport, LIVE);
        OneWayClientStream<String> stays = enter(client, "stays");
        OneWayClientStream<String> secret = client.subscribe("/secret", Served.LINES);
        assertThat(endOf(secret)).isEqualTo(new Close(Close.Cause.REFUSED, 1008, "status 403: not for you"));
        OneWayClientStream<String> brief = client.subscribe("/short", Served.LINES);
        assertThat(next(brief)).isEqualTo("last");
        assertThat(endOf(brief)).isEqualTo(new Close(Close.Cause.PEER_CLOSED, 4001, "as I say"));
        publish("stays", 1, 3);
        assertNext(stays, 1, 3);
    }

    @ParameterizedTest
    @EnumSource
    @Rule("JUDGE-14")
    @DisplayName("JUDGE-14 the Java client and the server answer each other's requests, on whatever carries the stream")
    void requests(Protocol protocol) {
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch interrupted = new CountDownLatch(1);
        Endpoint clock = Served.talk(stream -> {
            stream.answer(question -> switch (question) {
                case "time" -> Reply.of("noon");
                case "wait" -> {
                    asked.countDown();
                    try {
                        new CountDownLatch(1).await();
                    } catch (InterruptedException e) {
                        interrupted.countDown();
                    }
                    yield Reply.of("too late");
                }
                default -> Reply.failure(404, "no such clock");
            });
            for (String message : stream) {
                stream.send(stream.ask(message, Waiting.deadline()).toString());
            }
        });
        Transport transport = start(settings().build(), clock, Endpoint.at(LIVE).share(clock).build());
        TwoWayClientStream<String, String> one = client(protocol, transport, Served.TALK_PATH).stream(Served.TALK)
                .answering(question -> Reply.of("6 for " + question)).open();
        assertAnswers(one);
        assertAnswers(client(protocol, transport, LIVE).stream(Served.TALK)
                .answering(question -> Reply.of("6 for " + question)).subscribe(Served.TALK_PATH));
        CompletableFuture<Reply<String>> unwanted = one.askLater("wait", Duration.ofMinutes(1));
        Waiting.await(asked, "the server is asked");
        unwanted.cancel(true);
        Waiting.await(interrupted, "the server learns that the answer is not wanted any more");
        assertThat(one.ask("time", Waiting.deadline())).isEqualTo(Reply.of("noon"));
    }

    private static void assertAnswers(TwoWayClientStream<String, String> stream) {
        assertThat(stream.ask("time", Waiting.deadline())).isEqualTo(Reply.of("noon"));
        assertThat(stream.ask("date", Waiting.deadline())).isEqualTo(Reply.failure(404, "no such clock"));
        stream.send("roll");
        assertThat(next(stream)).isEqualTo(Reply.of("6 for roll").toString());
        List<CompletableFuture<Reply<String>>> many = IntStream.range(0, 30)
                .mapToObj(i -> stream.askLater("time", Waiting.deadline())).toList();
        many.forEach(answer -> assertThat(Waiting.get(answer, "an answer comes")).isEqualTo(Reply.of("noon")));
    }
}
