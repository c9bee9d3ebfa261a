package dev.sluice.internal.stream;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;

import dev.sluice.Answerer;
import dev.sluice.Codec;
import dev.sluice.Reply;
import dev.sluice.TimeSource;
import dev.sluice.internal.frame.ClientFrame;
import dev.sluice.internal.websocket.CloseCode;
import dev.sluice.internal.websocket.ProtocolViolation;
import org.jspecify.annotations.Nullable;

/**
 * The requests of the client that are under way. Invariant: each gets one outcome, unless the client or the stream went first,
 * and its thread is interrupted when nobody waits for it any more; there are never more than {@code MOST_RUNNING} threads.
 */
final class Answering<I, O> {

    private static final Logger LOG = System.getLogger("dev.sluice");
    /** Threads, those included whose answer waits for room or is not wanted any more. */
    private static final int MOST_RUNNING = 4 * Asking.MOST;
    private static final int MALFORMED = 400;
    private static final int FAILED = 500;
    private static final int NOBODY = 501;

    /** Takes an outcome to the client, and knows how much may wait for one. */
    interface Outcomes<O> {

        /** So many bytes wait from now on, if there is room for them. */
        boolean keep(int bytes);

        /** So many bytes wait no more. */
        void letGo(int bytes);

        void reply(long id, O message);

        void fail(long id, int code, String reason);
    }

    private final Codec<I> codec;
    private final Outcomes<O> outcomes;
    private final TimeSource time;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<Long, Under> underWay = new LinkedHashMap<>(); // those without a thread wait for an answerer
    private @Nullable Answerer<? super I, O> answerer;
    private boolean settled; // nobody waits for an answerer any more
    private boolean ended;
    private int running;

    /** A request that has no outcome yet. */
    private static final class Under {

        private final ClientFrame.Request request;
        private final long deadline;
        private @Nullable Thread thread;

        Under(ClientFrame.Request request, long deadline) {
            this.request = request;
            this.deadline = deadline;
        }
    }

    Answering(Codec<I> codec, Outcomes<O> outcomes, TimeSource time) {
        this.codec = codec;
        this.outcomes = outcomes;
        this.time = time;
    }

    /**
     * The client asks.
     *
     * @throws ProtocolViolation if a request of this number is under way
     */
    void asked(ClientFrame.Request request) {
        lock.lock();
        try {
            if (ended) {
                return;
            }
            if (underWay.containsKey(request.id())) {
                throw new ProtocolViolation(CloseCode.PROTOCOL_ERROR, "a request's id that is under way");
            }
            if (underWay.size() >= Asking.MOST || running >= MOST_RUNNING) {
                outcomes.fail(request.id(), Asking.TOO_MANY, "the limit of requests under way is " + Asking.MOST);
                return;
            }
            if (!outcomes.keep(request.message().length)) {
                outcomes.fail(request.id(), Asking.TOO_MANY, "too much waits for the handlers of this connection");
                return;
            }
            Under under = new Under(request, time.nanos() + request.millis() * 1_000_000);
            underWay.put(request.id(), under);
            if (answerer != null) {
                start(under, answerer);
            } else if (settled) {
                fail(under, NOBODY, "no requests are answered here");
            }
        } finally {
            lock.unlock();
        }
    }

    /** Answers by this from now on, and what is waiting for it. */
    void by(Answerer<? super I, O> given) {
        lock.lock();
        try {
            answerer = given;
            early().forEach(under -> start(under, given));
        } finally {
            lock.unlock();
        }
    }

    /** Nobody need wait for an answerer any more. */
    void settle() {
        lock.lock();
        try {
            if (!settled) {
                settled = true;
                early().forEach(under -> fail(under, NOBODY, "no requests are answered here"));
            }
        } finally {
            lock.unlock();
        }
    }

    private List<Under> early() {
        return underWay.values().stream().filter(under -> under.thread == null).toList();
    }

    private void start(Under under, Answerer<? super I, O> by) {
        running++;
        under.thread = Thread.ofVirtual().name("sluice-answer").start(() -> run(under, by));
    }

    private void run(Under under, Answerer<? super I, O> by) {
        try {
            answer(under, by);
        } finally {
            lock.lock();
            try {
                running--;
            } finally {
                lock.unlock();
            }
        }
    }

    private void answer(Under under, Answerer<? super I, O> by) {
        I message;
        try {
            message = codec.decode(under.request.message());
        } catch (RuntimeException e) {
            boolean unused = fail(under, MALFORMED, "a message that cannot be decoded");
            return;
        }
        try {
            switch (by.answer(message)) {
                case Reply.Answer<O> answer -> reply(under, answer.message());
                case Reply.Failure<O> failure -> fail(under, failure.code(), failure.reason());
            }
        } catch (Throwable t) {
            if (fail(under, FAILED, "the server failed")) {
                LOG.log(Level.WARNING, "an answerer failed", t);
            }
        }
    }

    private void reply(Under under, O message) {
        if (ends(under)) {
            outcomes.reply(under.request.id(), message);
        }
    }

    private boolean fail(Under under, int code, String reason) {
        boolean wanted = ends(under);
        if (wanted) {
            outcomes.fail(under.request.id(), code, reason);
        }
        return wanted;
    }

    /** Whether this is its first outcome, and somebody waits for it. */
    private boolean ends(Under under) {
        lock.lock();
        try {
            boolean first = underWay.remove(under.request.id(), under);
            if (first) {
                outcomes.letGo(under.request.message().length);
            }
            return first;
        } finally {
            lock.unlock();
        }
    }

    /** The client does not want the answer any more. */
    void cancelled(long id) {
        lock.lock();
        try {
            Under under = underWay.get(id);
            if (under != null && ends(under)) {
                interrupt(under);
            }
        } finally {
            lock.unlock();
        }
    }

    /** Looks at the deadlines. */
    void tick(long now) {
        lock.lock();
        try {
            for (Under under : List.copyOf(underWay.values())) {
                if (now - under.deadline >= 0) {
                    fail(under, Asking.DEADLINE_PASSED, "no answer in time");
                    interrupt(under);
                }
            }
        } finally {
            lock.unlock();
        }
    }

    /** The stream has ended. */
    void end() {
        lock.lock();
        try {
            ended = true;
            for (Under under : List.copyOf(underWay.values())) {
                boolean unused = ends(under);
                interrupt(under);
            }
        } finally {
            lock.unlock();
        }
    }

    private static void interrupt(Under under) {
        Thread thread = under.thread;
        if (thread != null) {
            thread.interrupt();
        }
    }
}
