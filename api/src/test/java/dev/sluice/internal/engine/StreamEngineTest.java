package dev.sluice.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import dev.sluice.Admission;
import dev.sluice.Channel;
import dev.sluice.Close;
import dev.sluice.Codec;
import dev.sluice.Endpoint;
import dev.sluice.Handler;
import dev.sluice.Headers;
import dev.sluice.OneWayChannel;
import dev.sluice.OneWayStream;
import dev.sluice.Topic;
import dev.sluice.Topics;
import dev.sluice.TransportConfig;
import dev.sluice.TwoWayChannel;
import dev.sluice.fixtures.Crew;
import dev.sluice.internal.engine.RecordedLink.Fault;
import dev.sluice.spi.Answer;
import dev.sluice.spi.HttpVersion;
import dev.sluice.spi.LinkEnd;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("The engine")
@Timeout(20)
@ExtendWith(QuietLog.class)
class StreamEngineTest {

    private static final OneWayChannel<String> NEWS = Channel.oneWay("news", Codec.text());
    private static final TwoWayChannel<String, String> ECHO = Channel.twoWay("echo", Codec.text(), Codec.text());
    private static final TransportConfig CONFIG = TransportConfig.builder().closeTimeout(Duration.ofMillis(200))
            .build();

    private final CompletableFuture<OneWayStream<?>> served = new CompletableFuture<>();
    private final List<StreamEngine> engines = new ArrayList<>();

    private StreamEngine engine(TransportConfig config, Endpoint.Builder... endpoints) {
        StreamEngine engine = new StreamEngine(config,
                List.of(endpoints).stream().map(Endpoint.Builder::build).toList());
        engines.add(engine);
        return engine;
    }

    private StreamEngine engine(Endpoint.Builder... endpoints) {
        return engine(CONFIG, endpoints);
    }

    private Endpoint.Builder news(Handler<OneWayStream<String>> handler) {
        return Endpoint.at("/news").serve(NEWS, stream -> {
            served.complete(stream);
            handler.serve(stream);
        });
    }

    private static Endpoint.Builder echo() {
        return Endpoint.at("/echo").serve(ECHO, stream -> stream.forEach(stream::send));
    }

    private Close closeOfServed() throws Exception {
        return served.get(5, TimeUnit.SECONDS).whenClosed().toCompletableFuture().get(5, TimeUnit.SECONDS);
    }

    private static void awaitNone(StreamEngine engine) {
        await().pollInterval(Duration.ofMillis(2)).untilAsserted(() -> assertThat(engine.linkCount()).isZero());
    }

    @AfterEach
    void close() {
        engines.forEach(StreamEngine::close);
    }

    @Test
    void knowsItsPaths() {
        StreamEngine engine = engine(echo(), Endpoint.at("/r/{id}").serve(NEWS, stream -> {}));

        assertThat(engine.serves("/echo")).isTrue();
        assertThat(engine.serves("/r/1")).isTrue();
        assertThat(engine.serves("/r/")).isFalse();
        assertThat(engine.answer(Requests.get("/other"))).isEqualTo(new Answer.NotFound());
        assertThat(engine.linkCount()).isZero();
    }

    @Test
    void servesAnEventStreamAndCountsItBackToZero() throws Exception {
        CompletableFuture<Void> mayReturn = new CompletableFuture<>();
        StreamEngine engine = engine(news(stream -> {
            stream.send("hello");
            mayReturn.get(5, TimeUnit.SECONDS);
        }));
        Answer answer = engine.answer(Requests.get("/news"));
        assertThat(engine.linkCount()).isZero();
        RecordedLink link = RecordedLink.open(answer).awaitText("data: hello\n\n");
        assertThat(engine.linkCount()).isEqualTo(1);

        mayReturn.complete(null);
        link.awaitEnd();
        assertThat(link.text()).isEqualTo(":\n\nretry: 3000\n\ndata: hello\n\n");
        assertThat(closeOfServed()).isEqualTo(new Close(Close.Cause.COMPLETED, 1000, ""));
        awaitNone(engine);
    }

    @Test
    void givesAnEventStreamItsHeaders() {
        StreamEngine engine = engine(news(stream -> {}));
        Headers always = Headers.of("Content-Type", "text/event-stream", "Cache-Control", "no-cache, no-transform",
                "X-Accel-Buffering", "no");
        Headers http1 = Headers.of("Content-Type", "text/event-stream", "Cache-Control", "no-cache, no-transform",
                "X-Accel-Buffering", "no", "Connection", "close");

        assertThat(engine.answer(Requests.get("/news"))).isInstanceOfSatisfying(Answer.Stream.class,
                stream -> assertThat(stream.headers()).isEqualTo(http1));
        assertThat(engine.answer(Requests.request("GET", "/news", "", HttpVersion.HTTP_2)))
                .isInstanceOfSatisfying(Answer.Stream.class, stream -> assertThat(stream.headers()).isEqualTo(always));
    }

    @Test
    void servesAWebSocketAndEchoesItsClose() {
        StreamEngine engine = engine(echo());
        RecordedLink link = RecordedLink.open(engine.answer(Requests.webSocket("/echo")));
        link.receiveText("hi").awaitText("hi").receiveClose(4001).awaitEnd();

        link.awaitHex("8102" + "6869" + "8802" + "0fa1");
        awaitNone(engine);
    }

    @ParameterizedTest(name = "{0} {1} is {2} {3}")
    @CsvSource({"sse,PEER_ENDED,PEER_CLOSED,1005", "ws,PEER_ENDED,LOST,1006", "sse,BROKEN,LOST,1006",
        "ws,BROKEN,LOST,1006", "sse,STOPPED,SHUTDOWN,1001", "ws,STOPPED,SHUTDOWN,1001", "ws,ABORTED,LOST,1006"})
    void tellsTheStreamHowItsConnectionEnded(String kind, LinkEnd how, Close.Cause cause, int code) throws Exception {
        StreamEngine engine = engine(news(stream -> stream.whenClosed().toCompletableFuture().join()));
        RecordedLink link = RecordedLink.open(
                engine.answer(kind.equals("ws") ? Requests.webSocket("/news") : Requests.get("/news")));
        served.get(5, TimeUnit.SECONDS);
        link.end(how).awaitEnd();

        assertThat(closeOfServed()).satisfies(close -> {
            assertThat(close.cause()).isEqualTo(cause);
            assertThat(close.code()).isEqualTo(code);
        });
        awaitNone(engine);
    }

    @Test
    @DisplayName("tells the client of a handler that throws with code 1011 and not a word more, and nobody else")
    void handlerThrows() throws Exception {
        StreamEngine engine = engine(news(stream -> {
            throw new IllegalStateException("secret");
        }), echo());
        RecordedLink other = RecordedLink.open(engine.answer(Requests.webSocket("/echo")));
        RecordedLink link = RecordedLink.open(engine.answer(Requests.webSocket("/news"))).awaitHex("03f3");

        assertThat(link.text()).doesNotContain("secret");
        assertThat(closeOfServed().cause()).isEqualTo(Close.Cause.HANDLER_FAILED);
        link.receiveClose(1011).awaitEnd();
        other.receiveText("still here").awaitText("still here");
        assertThat(engine.linkCount()).isEqualTo(1);
    }

    @Test
    void refusesWhatTheGateRefuses() {
        StreamEngine engine = engine(echo().admit(opening -> Admission.refused(403, "no")));

        assertThat(engine.answer(Requests.webSocket("/echo"))).isInstanceOfSatisfying(Answer.Response.class,
                response -> assertThat(response.status()).isEqualTo(403));
    }

    @Test
    void feedsAStreamFromItsTopic() {
        Topics<String, String> rooms = Topics.of(NEWS);
        StreamEngine engine = engine(Endpoint.at("/rooms/{id}").serve(NEWS, rooms, opening -> opening.path("id")));
        RecordedLink link = RecordedLink.open(engine.answer(Requests.get("/rooms/blue"))).awaitText("retry");
        await().until(() -> rooms.get("blue").size() == 1);
        rooms.get("blue").publish("for blue");
        rooms.get("red").publish("for red");

        link.awaitText("data: for blue\n\n");
        assertThat(link.text()).doesNotContain("red");
        link.end(LinkEnd.BROKEN);
        await().until(() -> rooms.size() == 0);
    }

    @Test
    void refusesWith500WhereTheTopicCannotBeFound() {
        Topics<String, String> rooms = Topics.of(NEWS);
        StreamEngine engine = engine(Endpoint.at("/throws").serve(NEWS, rooms, opening -> opening.path("secret")),
                Endpoint.at("/null").serve(NEWS, rooms, opening -> null),
                Endpoint.at("/error").serve(NEWS, rooms, opening -> {
                    throw new AssertionError("secret");
                }));

        for (String path : List.of("/throws", "/null", "/error")) {
            assertThat(engine.answer(Requests.get(path))).as(path).isInstanceOfSatisfying(Answer.Response.class,
                    response -> {
                        assertThat(response.status()).isEqualTo(500);
                        assertThat(response.body()).doesNotContain("secret");
                    });
        }
    }

    @Test
    void aLinkThatCouldNotBeOpenedIsNeverServed() {
        Topic<String> topic = Topic.create(NEWS);
        StreamEngine engine = engine(Endpoint.at("/news").serve(NEWS, topic));
        Answer.Stream answer = (Answer.Stream) engine.answer(Requests.get("/news"));
        answer.handler().ended(LinkEnd.BROKEN);

        assertThat(engine.linkCount()).isZero();
        assertThat(topic.size()).isZero();
    }

    @Test
    void sendsACommentWhereNothingWasSentForAHeartbeat() {
        TransportConfig config = TransportConfig.builder().heartbeat(Duration.ofMillis(20)).build();
        StreamEngine engine = engine(config, news(stream -> stream.whenClosed().toCompletableFuture().join()));

        RecordedLink.open(engine.answer(Requests.get("/news"))).awaitText("retry: 3000\n\n:\n\n:\n\n");
    }

    @ParameterizedTest
    @CsvSource({"NONE", "STUCK"})
    @DisplayName("pings a silent client and cuts it when no answer comes, also while output is stuck")
    void silence(Fault fault) throws Exception {
        TransportConfig config = TransportConfig.builder().heartbeat(Duration.ofMillis(20))
                .pongTimeout(Duration.ofMillis(20)).build();
        StreamEngine engine = engine(config, news(stream -> stream.whenClosed().toCompletableFuture().join()));
        RecordedLink link = RecordedLink.open(engine.answer(Requests.webSocket("/news")), fault).awaitEnd();

        assertThat(closeOfServed()).satisfies(close -> assertThat(close.cause()).isEqualTo(Close.Cause.TIMED_OUT));
        assertThat(link.wasAborted()).isTrue();
        awaitNone(engine);
    }

    @Test
    void countsManyStreamsBackToZero() {
        Topic<String> topic = Topic.create(NEWS);
        StreamEngine engine = engine(Endpoint.at("/news").serve(NEWS, topic), echo());
        Crew.start(3, number -> {
            for (int i = 0; i < 40; i++) {
                RecordedLink link = RecordedLink.open(engine.answer(
                        i % 2 == 0 ? Requests.get("/news") : Requests.webSocket("/echo")));
                link.end(i % 3 == 0 ? LinkEnd.BROKEN : LinkEnd.PEER_ENDED).awaitEnd();
            }
        }).join();

        awaitNone(engine);
        await().untilAsserted(() -> assertThat(topic.size()).isZero());
    }
}
