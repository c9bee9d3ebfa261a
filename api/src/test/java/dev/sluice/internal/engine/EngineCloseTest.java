package dev.sluice.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

import dev.sluice.Channel;
import dev.sluice.Close;
import dev.sluice.Close.Cause;
import dev.sluice.Codec;
import dev.sluice.Endpoint;
import dev.sluice.Handler;
import dev.sluice.OneWayChannel;
import dev.sluice.OneWayStream;
import dev.sluice.Topic;
import dev.sluice.TransportConfig;
import dev.sluice.internal.engine.RecordedLink.Fault;
import dev.sluice.spi.Answer;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@DisplayName("Closing the engine")
@Timeout(20)
@ExtendWith(QuietLog.class)
class EngineCloseTest {

    private static final OneWayChannel<String> NEWS = Channel.oneWay("news", Codec.text());
    private static final Duration DRAIN_TIME = Duration.ofMillis(200);
    private static final Duration AT_MOST = DRAIN_TIME.plusSeconds(2);
    private static final Duration PATIENT = Duration.ofSeconds(15);

    private final CompletableFuture<OneWayStream<?>> served = new CompletableFuture<>();

    private StreamEngine serving(Handler<OneWayStream<String>> handler) {
        return serving(DRAIN_TIME, handler);
    }

    private StreamEngine serving(Duration drainTime, Handler<OneWayStream<String>> handler) {
        return new StreamEngine(TransportConfig.builder().drainTime(drainTime).build(),
                List.of(Endpoint.at("/news").serve(NEWS, stream -> {
                    served.complete(stream);
                    handler.serve(stream);
                }).build()));
    }

    private static void awaitEnd(OneWayStream<?> stream) {
        stream.whenClosed().toCompletableFuture().join();
    }

    private Close end() throws Exception {
        return served.get(5, TimeUnit.SECONDS).whenClosed().toCompletableFuture().get(5, TimeUnit.SECONDS);
    }

    private static Duration timeOf(Runnable call) {
        long start = System.nanoTime();
        call.run();
        return Duration.ofNanos(System.nanoTime() - start);
    }

    @Test
    void saysGoodbyeAfterWhatWasSent() throws Exception {
        StreamEngine engine = serving(stream -> {
            stream.send("last words");
            awaitEnd(stream);
        });
        RecordedLink events = RecordedLink.open(engine.answer(Requests.get("/news"))).awaitText("last words");
        RecordedLink socket = RecordedLink.open(engine.answer(Requests.webSocket("/news"))).awaitText("last words");
        engine.close();

        assertThat(end()).satisfies(close -> {
            assertThat(close.cause()).isEqualTo(Cause.SHUTDOWN);
            assertThat(close.code()).isEqualTo(1001);
        });
        events.awaitEnd();
        assertThat(events.wasAborted()).as("an event stream just ends").isFalse();
        socket.awaitHex("03e9");
        assertThat(engine.linkCount()).isZero();
    }

    @Test
    void doesNotWaitLongerThanTheClientsNeed() {
        StreamEngine engine = new StreamEngine(TransportConfig.builder().drainTime(PATIENT).build(),
                List.of(Endpoint.at("/news").serve(NEWS, Topic.create(NEWS)).build()));
        RecordedLink.open(engine.answer(Requests.get("/news"))).awaitText("retry");
        RecordedLink socket = RecordedLink.open(engine.answer(Requests.webSocket("/news")));
        await().until(() -> engine.linkCount() == 2);
        CompletableFuture<Duration> closing = CompletableFuture.supplyAsync(() -> timeOf(engine::close));
        socket.awaitHex("03e9").receiveClose(1001);

        assertThat(closing.join()).isLessThan(Duration.ofSeconds(10));
        assertThat(socket.awaitEnd().wasAborted()).isFalse();
    }

    @ParameterizedTest
    @EnumSource
    void returnsInTimeWhateverTheClientDoes(Fault fault) {
        StreamEngine engine = serving(EngineCloseTest::awaitEnd);
        RecordedLink link = RecordedLink.open(engine.answer(Requests.webSocket("/news")), fault);
        served.join();

        assertThat(timeOf(engine::close)).isBetween(DRAIN_TIME, AT_MOST);
        assertThat(link.wasAborted()).isTrue();
    }

    @Test
    void returnsInTimeThoughAHandlerIgnoresEverything() throws Exception {
        CountDownLatch interrupted = new CountDownLatch(1);
        CountDownLatch mayReturn = new CountDownLatch(1);
        StreamEngine engine = serving(stream -> {
            while (mayReturn.getCount() > 0) {
                try {
                    mayReturn.await();
                } catch (InterruptedException e) {
                    interrupted.countDown();
                }
            }
        });
        RecordedLink.open(engine.answer(Requests.get("/news")));
        served.join();

        assertThat(timeOf(engine::close)).isBetween(DRAIN_TIME, AT_MOST);
        assertThat(interrupted.await(5, TimeUnit.SECONDS)).as("the handler is interrupted").isTrue();
        mayReturn.countDown();
    }

    @Test
    void interruptsNobodyWhoReturnsInTime() {
        CompletableFuture<Boolean> interrupted = new CompletableFuture<>();
        StreamEngine engine = serving(stream -> {
            awaitEnd(stream);
            interrupted.complete(Thread.currentThread().isInterrupted());
        });
        RecordedLink.open(engine.answer(Requests.get("/news")));
        served.join();
        engine.close();

        assertThat(interrupted.join()).isFalse();
    }

    @Test
    void mayBeAskedForByAHandlerWhichIsNotWaitedFor() {
        CompletableFuture<Duration> took = new CompletableFuture<>();
        CompletableFuture<StreamEngine> self = new CompletableFuture<>();
        StreamEngine engine = serving(PATIENT, stream -> took.complete(timeOf(self.join()::close)));
        self.complete(engine);
        RecordedLink.open(engine.answer(Requests.get("/news")));

        assertThat(took.orTimeout(18, TimeUnit.SECONDS).join()).isLessThan(Duration.ofSeconds(10));
    }

    @Test
    void refusesNewStreamsAfterwards() {
        StreamEngine engine = serving(stream -> {});
        engine.close();

        assertThat(engine.answer(Requests.get("/news"))).isInstanceOfSatisfying(Answer.Response.class,
                response -> assertThat(response.status()).isEqualTo(503));
        assertThat(engine.answer(Requests.get("/other"))).isEqualTo(new Answer.NotFound());
    }

    @Test
    void cutsAStreamThatWasAdmittedBeforeAndOpensAfterwards() throws Exception {
        AtomicBoolean served = new AtomicBoolean();
        StreamEngine engine = serving(stream -> served.set(true));
        Answer answer = engine.answer(Requests.get("/news"));
        engine.close();
        RecordedLink.open(answer).awaitEnd();

        assertThat(served).isFalse();
        await().until(() -> engine.linkCount() == 0);
    }

    @Test
    void hasNoEffectTheSecondTimeOrWithNothingOpen() {
        StreamEngine engine = serving(PATIENT, stream -> {});

        assertThat(timeOf(engine::close)).isLessThan(Duration.ofSeconds(10));
        assertThat(timeOf(engine::close)).isLessThan(Duration.ofSeconds(10));
    }
}
