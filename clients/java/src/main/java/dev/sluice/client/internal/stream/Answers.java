package dev.sluice.client.internal.stream;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

import dev.sluice.Answerer;
import dev.sluice.Codec;
import dev.sluice.Reply;
import dev.sluice.client.internal.carrier.Carrier;
import dev.sluice.client.internal.wire.ClientFrame;
import dev.sluice.client.internal.wire.ServerFrame;

/**
 * The server's requests, each answered on a thread of its own. A thread stands in {@code working} until it has its answer, and
 * answers only while it does. Thread-safe.
 */
final class Answers {

    private static final int MOST = 64;
    private static final System.Logger LOG = System.getLogger("dev.sluice.client");

    private final String target;
    private final Codec.Form form;
    private final Answerer<byte[], byte[]> answer;
    private final Map<Long, Thread> working = new ConcurrentHashMap<>();

    Answers(String target, Codec.Form form, Answerer<byte[], byte[]> answer) {
        this.target = target;
        this.form = form;
        this.answer = answer;
    }

    void request(Carrier carrier, ServerFrame.Request request) {
        long id = request.id();
        if (working.size() >= MOST) {
            carrier.send(ClientFrame.failure(target, id, 429, MOST + " requests are under way"));
            return;
        }
        Thread thread = Thread.ofVirtual().name("sluice-client-answer").unstarted(() -> {
            Reply<byte[]> reply = answer(request.body());
            if (working.remove(id, Thread.currentThread())) {
                carrier.send(frame(id, reply));
            }
        });
        working.put(id, thread);
        thread.start();
        CompletableFuture.delayedExecutor(request.millis(), TimeUnit.MILLISECONDS).execute(() -> stop(id, thread));
    }

    private Reply<byte[]> answer(byte[] body) {
        try {
            return answer.answer(body);
        } catch (InterruptedException e) {
            return Reply.failure(503, "");
        } catch (Exception e) {
            LOG.log(System.Logger.Level.WARNING, "a request of the server could not be answered", e);
            return Reply.failure(500, "");
        }
    }

    private ClientFrame frame(long id, Reply<byte[]> reply) {
        return switch (reply) {
            case Reply.Answer<byte[]> it -> ClientFrame.reply(target, id, form, it.message());
            case Reply.Failure<byte[]> it -> ClientFrame.failure(target, id, it.code(), it.reason());
        };
    }

    private void stop(long id, Thread thread) {
        if (working.remove(id, thread)) {
            thread.interrupt();
        }
    }

    /** The server does not want this answer any more. */
    void cancel(long id) {
        Optional.ofNullable(working.remove(id)).ifPresent(Thread::interrupt);
    }

    /** The connection is gone, so nobody wants an answer any more. */
    void lost() {
        working.keySet().forEach(this::cancel);
    }
}
