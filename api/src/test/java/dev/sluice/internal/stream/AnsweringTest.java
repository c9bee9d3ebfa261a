package dev.sluice.internal.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

import dev.sluice.Codec;
import dev.sluice.Reply;
import dev.sluice.fixtures.Clock;
import dev.sluice.internal.frame.ClientFrame;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Requests of a client")
class AnsweringTest implements Answering.Outcomes<String> {

    private final Clock clock = new Clock();
    private final List<String> outcomes = Collections.synchronizedList(new ArrayList<>());
    private final AtomicInteger kept = new AtomicInteger();
    private final Answering<String, String> answering = new Answering<>(Codec.text(), this, clock);

    @Override
    public void reply(long id, String message) {
        outcomes.add(id + " " + message);
    }

    @Override
    public boolean keep(int bytes) {
        return kept.addAndGet(bytes) > 0;
    }

    @Override
    public void letGo(int bytes) {
        kept.addAndGet(-bytes);
    }

    @Override
    public void fail(long id, int code, String reason) {
        outcomes.add(id + " " + code);
    }

    private WeakReference<byte[]> ask(long id, long millis) {
        byte[] message = {'x'};
        answering.asked(new ClientFrame.Request("", id, millis, message));
        return new WeakReference<>(message);
    }

    private static void awaitGone(WeakReference<byte[]> message) {
        await().until(() -> {
            System.gc();
            return message.get() == null;
        });
    }

    @Test
    @DisplayName("are forgotten when they are cancelled or too late, also where nobody answers yet")
    void early() {
        WeakReference<byte[]> cancelled = ask(1, 60_000);
        answering.cancelled(1);
        WeakReference<byte[]> late = ask(2, 0);
        answering.tick(clock.nanos());
        assertThat(outcomes).containsExactly("2 408");
        assertThat(kept).hasValue(0);
        awaitGone(cancelled);
        awaitGone(late);
        answering.settle();
        assertThat(outcomes).hasSize(1);
    }

    @Test
    @DisplayName("are answered in the order in which they came, once, by the first answerer")
    void order() {
        ask(1, 60_000);
        ask(2, 60_000);
        answering.by(Reply::of);
        answering.by(message -> Reply.of("late"));
        await().until(() -> outcomes.size() == 2);
        assertThat(outcomes).containsExactlyInAnyOrder("1 x", "2 x");
        assertThat(kept).hasValue(0);
    }

    @Test
    @DisplayName("have a bounded number of threads, however often they are cancelled and asked again")
    void threads() {
        CountDownLatch released = new CountDownLatch(1);
        AtomicInteger begun = new AtomicInteger();
        answering.by(message -> {
            begun.incrementAndGet();
            while (true) {
                try {
                    released.await();
                    return Reply.of("done");
                } catch (InterruptedException e) {
                    // As an answerer may be, this one is deaf.
                }
            }
        });
        for (int id = 1; id <= 1_000; id++) {
            ask(id, 60_000);
            answering.cancelled(id);
        }
        assertThat(outcomes).hasSize(1_000 - 256).allMatch(outcome -> outcome.endsWith(" 429"));
        await().until(() -> begun.get() == 256);
        released.countDown();
    }

    @Test
    @DisplayName("find nobody when the stream has ended")
    void afterTheEnd() {
        AtomicInteger begun = new AtomicInteger();
        answering.by(message -> {
            begun.incrementAndGet();
            return Reply.of("done");
        });
        answering.end();
        assertThat(kept).hasValue(0);
        ask(1, 60_000);
        answering.tick(clock.nanos() + 60_000_000_000L);
        assertThat(outcomes).isEmpty();
        assertThat(begun).hasValue(0);
    }
}
