package dev.sluice.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import dev.sluice.Admission;
import dev.sluice.Channel;
import dev.sluice.Codec;
import dev.sluice.Endpoint;
import dev.sluice.Gate;
import dev.sluice.TimeSource;
import dev.sluice.TransportConfig;
import dev.sluice.fixtures.Clock;
import dev.sluice.fixtures.Parked;
import dev.sluice.internal.engine.Admissions.Decision;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

@DisplayName("A gate")
@Timeout(20)
@ExtendWith(QuietLog.class)
class GateKeeperTest {

    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    private final Clock clock = new Clock();

    private Decision decide(TimeSource time, Gate gate) {
        Endpoint endpoint = Endpoint.at("/news").admit(gate)
                .serve(Channel.oneWay("news", Codec.text()), stream -> {}).build();
        TransportConfig config = TransportConfig.builder().time(time).gateTimeout(TIMEOUT).maxStreams(1).build();
        return new Admissions(config, new Quotas(config), new GateKeeper(config)).decide(Requests.get("/news"),
                new Router(List.of(endpoint)).find("/news").orElseThrow());
    }

    private static int status(Decision decision) {
        return decision instanceof Decision.Respond respond ? respond.response().status() : 200;
    }

    @Test
    @DisplayName("is asked on a virtual thread of its own")
    void thread() throws Exception {
        CompletableFuture<Thread> asked = new CompletableFuture<>();
        Decision decision = decide(clock, opening -> {
            asked.complete(Thread.currentThread());
            return Admission.admittedAs("ann");
        });
        assertThat(decision).asInstanceOf(type(Decision.Open.class))
                .satisfies(open -> assertThat(open.opening().principal()).hasValue("ann"));
        assertThat(asked.get(5, TimeUnit.SECONDS)).matches(Thread::isVirtual).isNotSameAs(Thread.currentThread());
    }

    @Test
    @DisplayName("that takes longer than it may is interrupted, and what it says then changes nothing")
    void timeout() throws Exception {
        CompletableFuture<Boolean> interrupted = new CompletableFuture<>();
        CountDownLatch never = new CountDownLatch(1);
        Parked<Decision> asking = Parked.start(() -> decide(clock, opening -> {
            try {
                never.await();
                interrupted.complete(false);
            } catch (InterruptedException e) {
                interrupted.complete(true);
            }
            return Admission.admittedAs("too late");
        }));
        clock.advance(TIMEOUT.minusNanos(1));
        assertThat(interrupted).isNotDone();
        assertThat(asking.isWaiting()).isTrue();
        clock.advance(Duration.ofNanos(1));
        assertThat(status(asking.result())).isEqualTo(503);
        assertThat(interrupted.get(5, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    @DisplayName("keeps to the time of the machine too")
    void machineTime() {
        TransportConfig config = TransportConfig.builder().gateTimeout(Duration.ofMillis(10)).build();
        Endpoint endpoint = Endpoint.at("/news").admit(opening -> {
            new CountDownLatch(1).await();
            return Admission.admitted();
        }).serve(Channel.oneWay("news", Codec.text()), stream -> {}).build();
        assertThat(
                status(new Admissions(config, new Quotas(config), new GateKeeper(config)).decide(Requests.get("/news"),
                        new Router(List.of(endpoint)).find("/news").orElseThrow())))
                .isEqualTo(503);
    }

    @Test
    @DisplayName("is given up when the asking thread is interrupted, which stays so")
    void interruptedCaller() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        CompletableFuture<Boolean> interrupted = new CompletableFuture<>();
        Parked<String> asking = Parked.start(() -> {
            int status = status(decide(clock, opening -> {
                asked.countDown();
                try {
                    new CountDownLatch(1).await();
                } catch (InterruptedException e) {
                    interrupted.complete(true);
                }
                return Admission.admitted();
            }));
            return status + " " + Thread.currentThread().isInterrupted();
        });
        assertThat(asked.await(5, TimeUnit.SECONDS)).isTrue();
        asking.interrupt();
        assertThat(asking.result()).isEqualTo("503 true");
        assertThat(interrupted.get(5, TimeUnit.SECONDS)).isTrue();
    }
}
