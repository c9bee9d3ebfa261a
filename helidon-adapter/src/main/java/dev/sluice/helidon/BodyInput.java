package dev.sluice.helidon;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import dev.sluice.spi.Answer;
import dev.sluice.spi.RequestBody;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.http.ServerRequest;

/**
 * Reads the body of a request on the request's own virtual thread. Invariant: that thread is interrupted when the time is over
 * only while it reads, which closes a connection of HTTP/1.1.
 */
final class BodyInput {

    private static final int PORTION = 8 * 1024;

    private final Thread thread = Thread.currentThread();
    private boolean reading = true; // guarded by this
    private boolean late; // guarded by this

    private BodyInput() {}

    /**
     * The response that is made of the request's body.
     *
     * @throws CloseConnectionException if the body breaks off or does not come in time
     */
    static Answer.Response receive(ServerRequest request, Answer.Receive wanted) {
        RequestBody body = new RequestBody(wanted);
        if (request.content().hasEntity()) {
            new BodyInput().read(request, body, wanted.within());
        }
        return body.respond();
    }

    private void read(ServerRequest request, RequestBody body, Duration within) {
        CompletableFuture<Boolean> late = new CompletableFuture<Boolean>().completeOnTimeout(true, within.toNanos(),
                TimeUnit.NANOSECONDS);
        CompletableFuture<Void> unused = late.thenAccept(this::interruptIf);
        try {
            // Not closed where it breaks off: that would read on.
            InputStream in = request.content().inputStream();
            long count = copy(in, body);
            in.close();
            OptionalLong length = request.headers().contentLength();
            if (stop() || (length.isPresent() && length.getAsLong() != count)) {
                throw new CloseConnectionException("the body broke off, or did not come in time");
            }
        } catch (IOException | RuntimeException e) {
            stop();
            throw e instanceof CloseConnectionException close
                    ? close
                    : new CloseConnectionException("the body broke off", e);
        } finally {
            late.complete(false);
        }
    }

    private static long copy(InputStream in, RequestBody body) throws IOException {
        byte[] portion = new byte[PORTION];
        long all = 0;
        for (int n = in.read(portion); n >= 0; n = in.read(portion)) {
            body.add(portion, n);
            all += n;
        }
        return all;
    }

    private synchronized void interruptIf(boolean timeIsOver) {
        if (timeIsOver && reading) {
            late = true;
            thread.interrupt();
        }
    }

    /** Nobody interrupts the thread any more; whether somebody did. */
    private synchronized boolean stop() {
        reading = false;
        if (late) {
            // Meant for the reading, not for what Helidon does next.
            Thread.interrupted();
        }
        return late;
    }
}
