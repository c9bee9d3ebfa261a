package dev.sluice.tck;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * One direction of a {@link Tunnel}: one thread reads parcels, the other one writes them when they are due, as pieces. What it
 * cannot write it does not read: there is room for a few parcels.
 */
final class Pump {

    private static final int PARCEL_BYTES = 8_192;
    private static final int PARCELS = 4;

    private final Tunnel tunnel;
    private final Socket from;
    private final Socket to;
    private final Way way;
    private final Random random;
    private final BlockingQueue<Parcel> parcels = new ArrayBlockingQueue<>(PARCELS);
    private final Thread reader = Thread.ofVirtual().name("network-reader").unstarted(this::readAll);
    private final Thread writer = Thread.ofVirtual().name("network-writer").unstarted(this::writeAll);
    private long carried;
    private long freeAt = System.nanoTime();
    private volatile boolean closed;
    // Bytes that were read and are not written yet, wherever they wait.
    private final AtomicInteger carrying = new AtomicInteger();
    private volatile boolean writing;
    private volatile long writingSince;
    private volatile boolean failed;

    /** Bytes, none for the end, and when they may go on. */
    private record Parcel(ByteBuffer bytes, long due) {

        boolean isEnd() {
            return !bytes.hasRemaining();
        }
    }

    Pump(Tunnel tunnel, Socket from, Socket to, Way way, long seed) {
        this.tunnel = tunnel;
        this.from = from;
        this.to = to;
        this.way = way;
        this.random = new Random(seed);
    }

    void start() {
        reader.start();
        writer.start();
    }

    void stop() {
        reader.interrupt();
        writer.interrupt();
    }

    /** Whether a write is under way. */
    boolean isWriting() {
        return writing;
    }

    /** Whether a write has failed. */
    boolean hasFailed() {
        return failed;
    }

    /** Whether there are bytes that were not written yet, and whose reader takes them. */
    boolean hasMore(long patienceNanos) {
        boolean stuck = writing && System.nanoTime() - writingSince > patienceNanos;
        return carrying.get() > 0 && !stuck && !failed;
    }

    /** How much later than it was read something arrives. */
    Duration latency() {
        return way.latency();
    }

    private void readAll() {
        try {
            byte[] buffer = new byte[PARCEL_BYTES];
            for (int n = from.getInputStream().read(buffer); n >= 0; n = from.getInputStream().read(buffer)) {
                put(ByteBuffer.wrap(Arrays.copyOf(buffer, n)));
            }
            if (tunnel.isFin(this)) {
                put(ByteBuffer.allocate(0));
            }
        } catch (IOException e) {
            tunnel.resetBehind(this);
        } catch (InterruptedException e) {
            // The tunnel is over.
        }
    }

    private void put(ByteBuffer bytes) throws InterruptedException {
        carrying.addAndGet(bytes.remaining());
        parcels.put(new Parcel(bytes, System.nanoTime() + way.latency().toNanos()));
    }

    private void writeAll() {
        try {
            strikeWhenDue();
            byte[] bytes = next();
            while (bytes.length > 0) {
                write(bytes);
                carrying.addAndGet(-bytes.length);
                bytes = next();
            }
            fin();
            tunnel.ended();
        } catch (IOException e) {
            failed = true;
            writing = false;
            tunnel.resetByWrite(this);
        } catch (InterruptedException e) {
            // The tunnel is over.
        }
    }

    private byte[] next() throws InterruptedException {
        Parcel first = parcels.take();
        parkUntil(first.due());
        if (!way.coalesced() || first.isEnd()) {
            return first.bytes().array();
        }
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        all.writeBytes(first.bytes().array());
        for (Parcel more = parcels.peek(); more != null && !more.isEnd(); more = parcels.peek()) {
            all.writeBytes(parcels.take().bytes().array());
        }
        return all.toByteArray();
    }

    private void write(byte[] bytes) throws IOException, InterruptedException {
        int done = 0;
        while (done < bytes.length) {
            int piece = (int) Math.min(Math.min(size(), bytes.length - done), way.at() - carried);
            if (closed || tunnel.isOver()) {
                return;
            }
            writePiece(bytes, done, piece);
            done += piece;
            carried += piece;
            strikeWhenDue();
        }
    }

    private void writePiece(byte[] bytes, int offset, int length) throws IOException, InterruptedException {
        parkWhileSilent();
        if (way.bytesPerSecond() > 0) {
            freeAt = Math.max(freeAt, System.nanoTime()) + length * 1_000_000_000L / way.bytesPerSecond();
            parkUntil(freeAt);
        }
        writingSince = System.nanoTime();
        writing = true;
        to.getOutputStream().write(bytes, offset, length);
        writing = false;
    }

    private int size() {
        double factor = Math.pow((double) way.largest() / way.smallest(), random.nextDouble());
        return (int) Math.round(way.smallest() * factor);
    }

    private void strikeWhenDue() throws IOException, InterruptedException {
        if (carried == way.at()) {
            tunnel.strike(way.strike(), this);
            parkWhileSilent();
        }
    }

    /** Ends the side that is written to; what comes later is read and thrown away. */
    void fin() throws IOException {
        try {
            parkWhileSilent();
        } catch (InterruptedException e) {
            return;
        }
        if (!closed) {
            closed = true;
            to.shutdownOutput();
        }
    }

    private void parkWhileSilent() throws InterruptedException {
        while (tunnel.isSilent() && !tunnel.isOver()) {
            LockSupport.park();
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
        }
    }

    private void parkUntil(long time) throws InterruptedException {
        for (long left = time - System.nanoTime(); left > 0; left = time - System.nanoTime()) {
            LockSupport.parkNanos(left);
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
        }
        parkWhileSilent();
    }
}
