package dev.sluice.internal.limit;

import static dev.sluice.fixtures.Crew.require;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

import dev.sluice.fixtures.Crew;
import dev.sluice.fixtures.Randomly;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("A token bucket")
class TokenBucketTest {

    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

    private static int takeAll(TokenBucket bucket, long now, int atMost) {
        int taken = 0;
        while (taken < atMost && bucket.take(now)) {
            taken++;
        }
        return taken;
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1, -1, Long.MAX_VALUE, Long.MIN_VALUE, Long.MAX_VALUE - 500_000_000})
    @DisplayName("gives as many tokens at once as it gives a second, from whatever moment the clock begins")
    void burst(long begin) {
        TokenBucket bucket = new TokenBucket(4, begin);
        assertThat(takeAll(bucket, begin, 100)).isEqualTo(4);
        assertThat(takeAll(bucket, begin + SECOND / 4 - 1, 100)).isZero();
        assertThat(takeAll(bucket, begin + SECOND / 4, 100)).isEqualTo(1);
        assertThat(takeAll(bucket, begin + SECOND, 100)).isEqualTo(3);
        assertThat(takeAll(bucket, begin + 100 * SECOND, 100)).isEqualTo(4);
    }

    @Test
    @DisplayName("loses no fraction of a token, however often it is asked")
    void fractions() {
        TokenBucket bucket = new TokenBucket(3, 0);
        int taken = takeAll(bucket, 0, 100);
        for (long now = 0; now <= 10 * SECOND; now += 1_000_003) {
            taken += bucket.take(now) ? 1 : 0;
        }
        assertThat(taken).isEqualTo(3 + 29);
        assertThat(bucket.take(10 * SECOND)).isTrue();
    }

    @Test
    @DisplayName("holds the largest number there is")
    void largest() {
        TokenBucket bucket = new TokenBucket(Integer.MAX_VALUE, 0);
        assertThat(takeAll(bucket, 0, 1_000_000)).isEqualTo(1_000_000);
        assertThat(bucket.take(Long.MAX_VALUE)).isTrue();
        assertThat(bucket.take(Long.MAX_VALUE)).isTrue();
    }

    @Test
    @DisplayName("gives nothing for a time that comes too late")
    void backwards() {
        TokenBucket bucket = new TokenBucket(1, 10 * SECOND);
        assertThat(bucket.take(10 * SECOND)).isTrue();
        assertThat(bucket.take(9 * SECOND)).isFalse();
        assertThat(bucket.take(10 * SECOND)).isFalse();
        assertThat(bucket.take(11 * SECOND)).isTrue();
    }

    @Test
    @DisplayName("never gives more than a second's tokens and those of the time that has passed")
    void invariant() {
        Randomly.tries(200, random -> {
            int perSecond = 1 + random.upTo(20);
            TokenBucket bucket = new TokenBucket(perSecond, 0);
            long now = 0;
            long taken = 0;
            for (int i = 0; i < 200; i++) {
                now += random.upTo((int) SECOND / 2);
                taken += takeAll(bucket, now, random.upTo(5));
                require(taken * SECOND <= perSecond * (SECOND + now), "no more than the time allows");
            }
        });
    }

    @Test
    @DisplayName("under several threads, gives what there is and no more")
    void stress() {
        for (int round = 0; round < 50; round++) {
            TokenBucket bucket = new TokenBucket(1_000, 0);
            AtomicInteger taken = new AtomicInteger();
            AtomicLong now = new AtomicLong();
            Crew.start(4, number -> {
                for (int i = 0; i < 1_000; i++) {
                    taken.addAndGet(bucket.take(now.addAndGet(100_000)) ? 1 : 0);
                }
            }).join();
            // 4 000 asked in 0.4 s; what comes back to a full bucket before the first one is taken is lost.
            assertThat(taken.get()).isBetween(1_000 + 399, 1_000 + 400);
        }
    }
}
