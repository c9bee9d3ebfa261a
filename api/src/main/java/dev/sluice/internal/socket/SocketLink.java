package dev.sluice.internal.socket;

import static java.util.concurrent.TimeUnit.MILLISECONDS;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;

import dev.sluice.spi.Link;
import dev.sluice.spi.LinkEnd;
import dev.sluice.spi.LinkHandler;

/** A link on a blocking socket: one virtual thread reads, another one writes while there is output. */
final class SocketLink implements Link {

    private static final int BATCH = 64 * 1024;
    private static final int SPEAK_MILLIS = 100;
    /** How many reads in a row may find bytes before others have their turn. */
    private static final int TURN = 16;

    private final Socket tcp;
    private final Socket socket;
    private final LinkHandler handler;
    private final boolean chunked;
    private final Duration linger;
    private final AtomicInteger calls = new AtomicInteger();
    // Held for each call of the handler, so that none is under way when it is told of the end.
    private final ReentrantLock input = new ReentrantLock();
    private final ReentrantLock output = new ReentrantLock();
    // Never held while the handler is called: the engine pauses and resumes with locks of its own held.
    private final ReentrantLock gate = new ReentrantLock();
    private final Condition wake = gate.newCondition();
    private boolean paused;
    private volatile boolean over;
    private volatile LinkEnd cut = LinkEnd.BROKEN;

    /**
     * A link.
     *
     * @param tcp the connection
     * @param socket what speaks on it: TLS, or the same
     * @param linger how long a finished link goes on reading, so that what it has written is not destroyed by a reset
     */
    SocketLink(Socket tcp, Socket socket, LinkHandler handler, boolean chunked, Duration linger) {
        this.tcp = tcp;
        this.socket = socket;
        this.handler = handler;
        this.chunked = chunked;
        this.linger = linger;
    }

    /** Serves the link until it has ended and its socket is closed. */
    void run(byte[] head, ByteBuffer first) {
        try {
            socket.getOutputStream().write(head);
            handler.opened(this);
            deliver(first);
            readLoop();
        } catch (IOException e) {
            end(cut);
        } finally {
            close();
        }
    }

    private void readLoop() throws IOException {
        byte[] buffer = new byte[8192];
        for (int reads = 1; mayRead(); reads++) {
            int n = socket.getInputStream().read(buffer);
            if (n < 0) {
                letWriterSpeak();
                end(LinkEnd.PEER_ENDED);
                return;
            }
            deliver(ByteBuffer.wrap(buffer, 0, n));
            if (reads % TURN == 0) {
                endTurn();
            }
        }
    }

    /** A read that finds bytes does not park, and virtual threads have no time slices. */
    private static void endTurn() {
        LockSupport.parkNanos(1);
    }

    /** A reset is told only once: when a write that was under way got it, a read gets the end of the stream. */
    private void letWriterSpeak() {
        gate.lock();
        try {
            long left = MILLISECONDS.toNanos(SPEAK_MILLIS);
            while (calls.get() > 0 && !over && left > 0) {
                left = wake.awaitNanos(left);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            gate.unlock();
        }
    }

    /** Waits while paused; after the end the rest is read and thrown away, lest the close becomes a reset. */
    private boolean mayRead() throws IOException {
        gate.lock();
        try {
            while (paused && !over && !tcp.isClosed()) {
                wake.awaitUninterruptibly();
            }
            return !tcp.isClosed() || cutShort();
        } finally {
            gate.unlock();
        }
    }

    private static boolean cutShort() throws IOException {
        throw new IOException("closed while reading was paused");
    }

    private void deliver(ByteBuffer bytes) {
        input.lock();
        try {
            if (!over && bytes.hasRemaining()) {
                handler.received(bytes);
            }
        } finally {
            input.unlock();
        }
    }

    private void end(LinkEnd how) {
        input.lock();
        output.lock();
        try {
            if (!over) {
                over = true;
                paused(false);
                handler.ended(how);
            }
        } finally {
            output.unlock();
            input.unlock();
        }
    }

    @Override
    public void ready() {
        if (calls.getAndIncrement() == 0) {
            Thread.ofVirtual().name("socket-writer").start(this::writeLoop);
        }
    }

    private void writeLoop() {
        try {
            int seen;
            do {
                seen = calls.get();
                drain();
            } while (calls.addAndGet(-seen) != 0);
        } catch (IOException e) {
            end(cut);
            close();
        }
    }

    private void drain() throws IOException {
        for (byte[] batch = batch(); batch.length > 0; batch = batch()) {
            if (chunked) {
                write((Integer.toHexString(batch.length) + "\r\n").getBytes(StandardCharsets.US_ASCII), batch,
                        new byte[]{'\r', '\n'});
            } else {
                write(batch);
            }
        }
        if (finished()) {
            finish();
        }
    }

    private void write(byte[]... parts) throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            all.write(part);
        }
        socket.getOutputStream().write(all.toByteArray());
    }

    private byte[] batch() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        output.lock();
        try {
            ByteBuffer next = over ? null : handler.poll();
            while (next != null) {
                byte[] copy = new byte[next.remaining()];
                next.get(copy);
                bytes.writeBytes(copy);
                next = bytes.size() < BATCH ? handler.poll() : null;
            }
        } finally {
            output.unlock();
        }
        return bytes.toByteArray();
    }

    private boolean finished() {
        output.lock();
        try {
            return !over && handler.isFinished();
        } finally {
            output.unlock();
        }
    }

    private void finish() throws IOException {
        if (chunked) {
            write("0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        }
        socket.shutdownOutput();
        end(LinkEnd.FINISHED);
        if (linger.isZero()) {
            close();
        } else {
            CompletableFuture.delayedExecutor(linger.toMillis(), MILLISECONDS).execute(this::close);
        }
    }

    @Override
    public void pauseReading() {
        paused(true);
    }

    @Override
    public void resumeReading() {
        paused(false);
    }

    private void paused(boolean value) {
        gate.lock();
        try {
            paused = value;
            wake.signalAll();
        } finally {
            gate.unlock();
        }
    }

    @Override
    public void abort() {
        cut(LinkEnd.ABORTED);
    }

    /** Cuts the connection by a reset, even while a write is stuck; what a finished link has written is left to TCP. */
    void cut(LinkEnd why) {
        cut = why;
        try {
            if (!over) {
                tcp.setSoLinger(true, 0);
            }
        } catch (IOException e) {
            // Closed already.
        }
        close();
    }

    private void close() {
        try {
            tcp.close();
        } catch (IOException e) {
            // There is nothing left to do for it.
        }
        paused(false);
    }
}
