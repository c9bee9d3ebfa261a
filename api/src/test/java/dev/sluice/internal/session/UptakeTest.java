package dev.sluice.internal.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;

import dev.sluice.ManualTime;
import dev.sluice.TimeSource;
import dev.sluice.internal.frame.ClientFrame;
import dev.sluice.internal.session.Uptake.Result;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The frames of a client")
class UptakeTest {

    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final Room room = new Room();

    /** Takes as many messages as there is room for. */
    private static final class Room implements Uptake.Taker {

        private final Semaphore free = new Semaphore(0);
        private final List<String> taken = Collections.synchronizedList(new ArrayList<>());
        private volatile boolean over;

        @Override
        public boolean isOver() {
            return over;
        }

        @Override
        public boolean awaitRoom(Duration atMost) throws InterruptedException {
            if (over) {
                return true;
            }
            if (!free.tryAcquire(atMost.toNanos(), TimeUnit.NANOSECONDS)) {
                return false;
            }
            free.release();
            return true;
        }

        @Override
        public void take(ClientFrame frame) {
            free.acquireUninterruptibly();
            taken.add(new String(((ClientFrame.Message) frame).message(), StandardCharsets.US_ASCII));
        }
    }

    private static List<ClientFrame> frames(int from, int to) {
        return IntStream.rangeClosed(from, to).<ClientFrame>mapToObj(i -> new ClientFrame.Message("",
                Integer.toString(i).getBytes(StandardCharsets.US_ASCII))).toList();
    }

    @Test
    @DisplayName("are taken in order, repeats dropped and gaps refused")
    void inOrder() throws Exception {
        room.free.release(100);
        Uptake uptake = new Uptake(TimeSource.system(), PATIENCE, room);
        assertThat(uptake.take(2, frames(2, 3))).isEqualTo(Result.GAP);
        assertThat(uptake.take(1, frames(1, 3))).isEqualTo(Result.TAKEN);
        assertThat(uptake.take(2, frames(2, 5))).isEqualTo(Result.TAKEN);
        assertThat(uptake.take(1, frames(1, 2))).isEqualTo(Result.TAKEN);
        assertThat(uptake.take(6, List.of())).isEqualTo(Result.TAKEN);
        assertThat(uptake.take(7, List.of())).isEqualTo(Result.GAP);
        assertThat(uptake.received()).isEqualTo(5);
        assertThat(room.taken).containsExactly("1", "2", "3", "4", "5");
    }

    @Test
    @DisplayName("wait for room as long as the clock says")
    void patience() throws Exception {
        ManualTime time = new ManualTime();
        room.free.release(2);
        Uptake uptake = new Uptake(time, PATIENCE, room);
        Thread moving = Thread.ofVirtual().start(() -> {
            while (!Thread.interrupted()) {
                time.advance(Duration.ofMillis(10));
                LockSupport.parkNanos(100_000);
            }
        });
        assertThat(uptake.take(1, frames(1, 4))).isEqualTo(Result.TAKEN);
        moving.interrupt();
        assertThat(uptake.received()).isEqualTo(2);
    }

    @Test
    @DisplayName("wait in no more than a few POSTs at once, as each holds a body")
    void mostWaiting() throws Exception {
        Uptake uptake = new Uptake(new ManualTime(), PATIENCE, room);
        CountDownLatch answered = new CountDownLatch(2);
        List<Thread> posts = IntStream.range(0, Uptake.MOST_WAITING + 2).mapToObj(i -> Thread.ofVirtual().start(() -> {
            try {
                uptake.take(1, frames(1, 1));
                answered.countDown();
            } catch (InterruptedException e) {
                // Nobody interrupts them.
            }
        })).toList();
        assertThat(answered.await(10, TimeUnit.SECONDS)).isTrue();
        assertThat(uptake.received()).isZero();
        room.free.release(1);
        for (Thread post : posts) {
            assertThat(post.join(Duration.ofSeconds(60))).isTrue();
        }
        assertThat(room.taken).containsExactly("1");
    }

    @Test
    @DisplayName("are not taken behind the end")
    void over() throws Exception {
        Uptake uptake = new Uptake(TimeSource.system(), PATIENCE, room);
        room.over = true;
        assertThat(uptake.take(1, frames(1, 2))).isEqualTo(Result.OVER);
        assertThat(uptake.received()).isZero();
    }

    @Test
    @DisplayName("are taken once and in order, whoever brings them at once, while room comes and goes")
    void stress() throws Exception {
        int count = 20_000;
        Uptake uptake = new Uptake(TimeSource.system(), Duration.ofMillis(1), room);
        List<Thread> clients = IntStream.range(0, 6).mapToObj(seed -> Thread.ofVirtual().start(() -> {
            Random random = new Random(seed);
            while (uptake.received() < count) {
                int from = (int) Math.max(1, uptake.received() + 1 - random.nextInt(4));
                try {
                    uptake.take(from, frames(from, Math.min(count, from + random.nextInt(8))));
                } catch (InterruptedException e) {
                    return;
                }
            }
        })).toList();
        for (int i = 0; i < count; i++) {
            room.free.release();
            if (i % 64 == 0) {
                LockSupport.parkNanos(10_000);
            }
        }
        for (Thread client : clients) {
            assertThat(client.join(Duration.ofSeconds(60))).isTrue();
        }
        assertThat(room.taken).isEqualTo(IntStream.rangeClosed(1, count).mapToObj(Integer::toString).toList());
    }
}
