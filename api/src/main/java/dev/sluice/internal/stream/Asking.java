package dev.sluice.internal.stream;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongConsumer;
import java.util.function.LongPredicate;

import dev.sluice.Reply;
import dev.sluice.TimeSource;

/**
 * The requests to the client that are under way. Invariant: each gets one outcome, the first of its answer, its deadline and
 * the end of the stream, and is forgotten then.
 */
final class Asking {

    /** How many requests may be under way on a stream, each way. */
    static final int MOST = 64;

    static final int DEADLINE_PASSED = 408;
    static final int TOO_MANY = 429;
    static final int STREAM_ENDED = 503;

    private final TimeSource time;
    private final Semaphore room = new Semaphore(MOST);
    private final AtomicLong ids = new AtomicLong();
    private final Map<Long, Asked> asked = new ConcurrentHashMap<>();
    private volatile boolean ended;

    /** A request, and when it is too late for an answer. */
    private record Asked(CompletableFuture<Reply<byte[]>> outcome, long deadline) {}

    Asking(TimeSource time) {
        this.time = time;
    }

    /**
     * Asks, and waits for the outcome.
     *
     * @param send sends the request of this number
     * @param cancel tells the client that the answer to the request of this number is not wanted any more
     * @throws CancellationException if the thread is interrupted
     */
    Reply<byte[]> ask(Duration deadline, LongPredicate send, LongConsumer cancel) {
        if (!room.tryAcquire()) {
            return Reply.failure(TOO_MANY, "the limit of requests under way is " + MOST);
        }
        long id = ids.incrementAndGet();
        Asked request = new Asked(new CompletableFuture<>(), time.nanos() + deadline.toNanos());
        asked.put(id, request);
        try {
            if (!ended && !send.test(id) && !ended) {
                return Reply.failure(TOO_MANY, "too much waits for the client");
            }
            return ended ? over() : request.outcome().get();
        } catch (InterruptedException e) {
            cancel.accept(id);
            Thread.currentThread().interrupt();
            throw new CancellationException("interrupted while waiting for an answer");
        } catch (ExecutionException e) {
            throw new IllegalStateException(e); // it is only ever completed
        } finally {
            asked.remove(id);
            room.release();
        }
    }

    /** The client has answered, or has none; nothing if nobody waits for it any more. */
    void answered(long id, Reply<byte[]> reply) {
        Asked request = asked.get(id);
        if (request != null) {
            request.outcome().complete(reply);
        }
    }

    /** Looks at the deadlines. */
    void tick(long now) {
        asked.values().forEach(request -> {
            if (now - request.deadline() >= 0) {
                request.outcome().complete(Reply.failure(DEADLINE_PASSED, "no answer in time"));
            }
        });
    }

    /** The stream has ended. */
    void end() {
        ended = true;
        asked.values().forEach(request -> request.outcome().complete(over()));
    }

    private static Reply<byte[]> over() {
        return Reply.failure(STREAM_ENDED, "the stream has ended");
    }
}
