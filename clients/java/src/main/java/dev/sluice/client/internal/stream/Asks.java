package dev.sluice.client.internal.stream;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;

import dev.sluice.Codec;
import dev.sluice.Reply;
import dev.sluice.client.internal.carrier.Carrier;
import dev.sluice.client.internal.wire.ClientFrame;

/**
 * The requests of this client. Each that was sent and has no reply stands in {@code waiting}, and is completed once. At most
 * {@value #MOST} are under way. Thread-safe.
 */
final class Asks {

    private static final int MOST = 64;
    private static final Reply<byte[]> LATE = Reply.failure(408, "no answer in time");
    private static final Reply<byte[]> LOST = Reply.failure(503,
            "the connection was lost: the request may or may not have been handled");

    private final String target;
    private final Codec.Form form;
    private final AtomicLong ids = new AtomicLong();
    private final Semaphore room = new Semaphore(MOST);
    private final Map<Long, CompletableFuture<Reply<byte[]>>> waiting = new ConcurrentHashMap<>();

    Asks(String target, Codec.Form form) {
        this.target = target;
        this.form = form;
    }

    /** Sends a request as soon as there is a connection, and waits for what becomes of it. */
    Reply<byte[]> ask(Uplink uplink, byte[] body, long nanos) throws InterruptedException {
        if (!room.tryAcquire()) {
            return Reply.failure(429, MOST + " requests are under way");
        }
        try {
            long end = System.nanoTime() + nanos;
            Optional<Carrier> carrier = uplink.await(nanos);
            long left = end - System.nanoTime();
            return carrier.isEmpty() || left <= 0 ? LATE : ask(uplink, carrier.get(), body, left);
        } finally {
            room.release();
        }
    }

    private Reply<byte[]> ask(Uplink uplink, Carrier carrier, byte[] body, long nanos) throws InterruptedException {
        long id = ids.incrementAndGet();
        CompletableFuture<Reply<byte[]>> reply = new CompletableFuture<>();
        waiting.put(id, reply);
        try {
            long millis = Math.max(1, TimeUnit.NANOSECONDS.toMillis(nanos));
            carrier.send(ClientFrame.request(target, id, millis, form, body)).whenComplete((sent, failure) -> {
                if (failure != null) {
                    reply.complete(LOST);
                }
            });
            if (!uplink.now().equals(Optional.of(carrier))) {
                reply.complete(LOST);
            }
            return reply.get(nanos, TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            carrier.send(ClientFrame.cancel(target, id));
            return LATE;
        } catch (InterruptedException e) {
            carrier.send(ClientFrame.cancel(target, id));
            throw e;
        } catch (ExecutionException e) {
            throw new CancellationException(e.toString());
        } finally {
            waiting.remove(id);
        }
    }

    /** What became of a request. One that is not known any more is ignored. */
    void complete(long id, Reply<byte[]> reply) {
        Optional.ofNullable(waiting.get(id)).ifPresent(it -> it.complete(reply));
    }

    /** The connection is gone. */
    void lost() {
        List.copyOf(waiting.values()).forEach(it -> it.complete(LOST));
    }
}
