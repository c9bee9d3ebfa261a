package dev.sluice.internal.memory;

import static dev.sluice.fixtures.Crew.require;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;

import dev.sluice.fixtures.Crew;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The invariant: what is read is what was written, each byte once and in order, and never more lies between than the bound. */
@DisplayName("A pipe between two threads")
@Timeout(30)
class PipeStressTest {

    private static final int CAPACITY = 100;
    private static final int BYTES = 2_000_000;
    private static final int LARGEST = 300;

    @Test
    @DisplayName("loses, doubles and moves nothing, and holds no more than its bound")
    void wholeAndInOrder() {
        Pipe pipe = new Pipe(CAPACITY);
        AtomicLong read = new AtomicLong();
        Crew.start(2, number -> {
            if (number == 0) {
                write(pipe);
            } else {
                read.set(readToEnd(pipe));
            }
        }).join();
        assertThat(read).hasValue(BYTES);
    }

    @Test
    @DisplayName("that is broken at any moment gives a beginning of what was written, and leaves nobody waiting")
    void brokenAtAnyMoment() {
        SplittableRandom random = new SplittableRandom(7);
        for (int round = 0; round < 300; round++) {
            Pipe pipe = new Pipe(CAPACITY);
            CountDownLatch begun = new CountDownLatch(2);
            int spins = random.nextInt(20_000);
            boolean reset = random.nextBoolean();
            Crew.start(3, number -> {
                begun.countDown();
                try {
                    switch (number) {
                        case 0 -> write(pipe);
                        case 1 -> readToEnd(pipe);
                        default -> {
                            begun.await();
                            for (int i = 0; i < spins; i++) {
                                Thread.onSpinWait();
                            }
                            if (reset) {
                                pipe.reset();
                            } else {
                                pipe.abandon();
                            }
                        }
                    }
                } catch (IOException e) {
                    // Told of the break, as it should be.
                }
            }).join();
        }
    }

    private static void write(Pipe pipe) throws IOException {
        SplittableRandom random = new SplittableRandom(1);
        byte[] bytes = new byte[LARGEST];
        int written = 0;
        while (written < BYTES) {
            int n = Math.min(BYTES - written, 1 + random.nextInt(LARGEST));
            for (int i = 0; i < n; i++) {
                bytes[i] = (byte) ((written + i) % 251);
            }
            pipe.write(bytes, 0, n, Pipe.FOREVER);
            written += n;
        }
        pipe.end();
    }

    private static long readToEnd(Pipe pipe) throws IOException {
        SplittableRandom random = new SplittableRandom(2);
        byte[] bytes = new byte[LARGEST];
        long read = 0;
        for (int n = 0; n >= 0; n = pipe.read(bytes, 0, 1 + random.nextInt(LARGEST), Pipe.FOREVER)) {
            require(n <= CAPACITY, "no more is there than the bound");
            for (int i = 0; i < n; i++) {
                require(bytes[i] == (byte) ((read + i) % 251), "byte " + (read + i) + " is the next one");
            }
            read += n;
        }
        return read;
    }
}
