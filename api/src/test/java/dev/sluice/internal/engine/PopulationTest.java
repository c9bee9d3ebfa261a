package dev.sluice.internal.engine;

import static dev.sluice.fixtures.Crew.require;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

import dev.sluice.fixtures.Crew;
import dev.sluice.fixtures.Parked;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@DisplayName("A population")
@Timeout(20)
class PopulationTest {

    private static final Duration LONG = Duration.ofSeconds(30);

    private final Population<Object> population = new Population<>();

    private Parked<Boolean> waiting(Duration atMost) {
        return Parked.start(() -> {
            population.awaitNone(atMost);
            return Thread.interrupted();
        });
    }

    @Test
    void countsItsMembers() {
        population.add("a");
        population.add("b");
        population.remove("c");
        assertThat(population.size()).isEqualTo(2);
        assertThat(population.members()).containsExactlyInAnyOrder("a", "b");

        population.remove("a");
        population.remove("a");
        assertThat(population.size()).isEqualTo(1);
    }

    @Test
    void nobodyWaitsForNobody() {
        population.awaitNone(LONG);
        population.add("a");
        population.remove("a");
        population.awaitNone(LONG);

        assertThat(population.size()).isZero();
    }

    @Test
    void whoeverWaitsIsWokenWhenTheLastOneLeavesAndNoSooner() {
        population.add("a");
        population.add("b");
        Parked<Boolean> one = waiting(LONG);
        Parked<Boolean> another = waiting(LONG);
        population.remove("a");
        assertThat(one.isWaiting()).isTrue();

        population.remove("b");
        assertThat(one.result()).isFalse();
        assertThat(another.result()).isFalse();
    }

    @Test
    void theWaitingEndsWithTheTime() {
        population.add("a");
        long start = System.nanoTime();
        population.awaitNone(Duration.ofMillis(20));

        assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThanOrEqualTo(Duration.ofMillis(20));
        population.awaitNone(Duration.ZERO);
        population.awaitNone(Duration.ofSeconds(-1));
    }

    @Test
    void anInterruptEndsTheWaitingAndStaysSet() {
        population.add("a");
        Parked<Boolean> waiting = waiting(LONG);
        waiting.interrupt();

        assertThat(waiting.result()).isTrue();
    }

    @Test
    @DisplayName("under several threads, always wakes whoever waits for the last to leave")
    void stress() {
        AtomicInteger alive = new AtomicInteger();
        for (int round = 0; round < 200; round++) {
            for (int i = 0; i < 30; i++) {
                population.add(i);
            }
            alive.set(30);
            Crew.start(4, number -> {
                if (number == 3) {
                    long start = System.nanoTime();
                    population.awaitNone(LONG);
                    require(alive.get() <= 3, "woken when all but those that just leave have left");
                    require(System.nanoTime() - start < Duration.ofSeconds(10).toNanos(), "woken in time");
                    return;
                }
                for (int i = number; i < 30; i += 3) {
                    population.remove(i);
                    alive.decrementAndGet();
                }
            }).join();
            assertThat(population.size()).isZero();
        }
    }
}
