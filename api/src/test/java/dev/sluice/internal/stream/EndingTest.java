package dev.sluice.internal.stream;

import static dev.sluice.fixtures.Crew.require;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.stream.Stream;

import dev.sluice.Close;
import dev.sluice.Close.Cause;
import dev.sluice.fixtures.Crew;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@DisplayName("The ending of a stream")
@Timeout(20)
class EndingTest {

    private static final Close FIRST = new Close(Cause.COMPLETED, 1000, "first");
    private static final Close SECOND = new Close(Cause.LOST, 1006, "second");

    private final Ending ending = new Ending();
    private final List<String> told = new ArrayList<>();

    @Test
    void hasNoReasonAtFirst() {
        assertThat(ending.reason()).isEmpty();
        assertThat(ending.stage().toCompletableFuture()).isNotDone();
    }

    @Test
    void keepsTheFirstReason() {
        assertThat(ending.begin(FIRST)).isTrue();
        assertThat(ending.begin(SECOND)).isFalse();
        assertThat(ending.begin(FIRST)).isFalse();

        assertThat(ending.reason()).hasValue(FIRST);
    }

    @Test
    void tellsInOrderFirstItsCallbacksThenEverybodyElse() {
        ending.stage().thenAccept(close -> told.add("stage " + close.reason()));
        ending.onEnd(() -> told.add("one"));
        ending.onEnd(() -> told.add("two"));
        ending.begin(FIRST);
        assertThat(told).isEmpty();

        ending.tell(FIRST);
        assertThat(told).containsExactly("one", "two", "stage first");
    }

    @Test
    void aCallbackBetweenReasonAndTellingRunsWithTheOthers() {
        ending.begin(FIRST);
        ending.onEnd(() -> told.add("late"));
        assertThat(told).isEmpty();

        ending.tell(FIRST);
        assertThat(told).containsExactly("late");
    }

    @Test
    void aCallbackAfterTheTellingRunsAtOnce() {
        ending.begin(FIRST);
        ending.tell(FIRST);
        ending.onEnd(() -> told.add("too late"));

        assertThat(told).containsExactly("too late");
        assertThat(ending.stage().toCompletableFuture()).isCompletedWithValue(FIRST);
    }

    @Test
    void aForgottenCallbackDoesNotRun() {
        Runnable forgotten = () -> told.add("forgotten");
        ending.onEnd(forgotten);
        ending.onEnd(() -> told.add("kept"));
        ending.forget(forgotten);
        ending.forget(forgotten);
        ending.begin(FIRST);
        ending.tell(FIRST);
        ending.forget(forgotten);

        assertThat(told).containsExactly("kept");
    }

    @Test
    void cannotBeCompletedByOthers() {
        CompletableFuture<Close> theirs = ending.stage().toCompletableFuture();
        theirs.complete(SECOND);

        assertThat(ending.stage().toCompletableFuture()).isNotDone();
        ending.begin(FIRST);
        ending.tell(FIRST);
        assertThat(ending.stage().toCompletableFuture()).isCompletedWithValue(FIRST);
    }

    @Test
    @DisplayName("under several threads: one reason wins, and every callback runs once or was forgotten")
    void stress() {
        int threads = 4;
        for (int round = 0; round < 200; round++) {
            Ending contended = new Ending();
            AtomicInteger winners = new AtomicInteger();
            AtomicInteger ran = new AtomicInteger();
            List<AtomicInteger> forgotten = new ArrayList<>();
            for (int i = 0; i < threads * 10; i++) {
                forgotten.add(new AtomicInteger());
            }
            Crew crew = Crew.start(threads, number -> {
                for (int i = 0; i < 10; i++) {
                    contended.onEnd(ran::incrementAndGet);
                    Runnable forgetful = forgotten.get(number * 10 + i)::incrementAndGet;
                    contended.onEnd(forgetful);
                    contended.forget(forgetful);
                    if (i == 5) {
                        Close close = new Close(Cause.COMPLETED, 3000 + number, "");
                        if (contended.begin(close)) {
                            winners.incrementAndGet();
                            contended.tell(close);
                        }
                        require(contended.reason().isPresent(), "whoever comes second sees the reason");
                    }
                }
            });
            crew.join();
            assertThat(winners).hasValue(1);
            assertThat(ran).as("callbacks that ran").hasValue(threads * 10);
            assertThat(forgotten).allMatch(count -> count.get() <= 1);
            assertThat(contended.stage().toCompletableFuture()).isCompletedWithValue(contended.reason().orElseThrow());
        }
    }

    @Test
    @DisplayName("has one winner, however many give a reason at that moment")
    void oneWinner() {
        int threads = 3;
        List<Ending> endings = Stream.generate(Ending::new).limit(30_000).toList();
        AtomicIntegerArray winners = new AtomicIntegerArray(endings.size());
        Crew.start(threads, number -> {
            Close close = new Close(Cause.COMPLETED, 3000 + number, "");
            for (int i = 0; i < endings.size(); i++) {
                if (endings.get(i).begin(close)) {
                    winners.incrementAndGet(i);
                    require(endings.get(i).reason().orElseThrow().equals(close), "the winner's reason stays");
                }
            }
        }).join();

        for (int i = 0; i < endings.size(); i++) {
            require(winners.get(i) == 1, "one winner");
        }
    }
}
