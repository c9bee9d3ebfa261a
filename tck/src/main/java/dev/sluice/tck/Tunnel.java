package dev.sluice.tck;

import java.io.IOException;
import java.net.Socket;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/** A connection through a network: two sockets, and a {@link Pump} for each direction. It is over when both have ended. */
final class Tunnel {

    private static final long GRACE_NANOS = 100_000_000;
    private static final long LOOK_NANOS = 200_000;

    private final Socket client;
    private final Socket server;
    private final Pump up;
    private final Pump down;
    private final AtomicInteger running = new AtomicInteger(2);
    private final Consumer<Tunnel> whenOver;
    private volatile boolean silent;
    private volatile boolean over;

    Tunnel(Socket client, Socket server, Weather weather, long seed, Consumer<Tunnel> whenOver) {
        this.client = client;
        this.server = server;
        this.whenOver = whenOver;
        this.up = new Pump(this, client, server, weather.up(), seed);
        this.down = new Pump(this, server, client, weather.down(), ~seed);
    }

    void run() {
        up.start();
        down.start();
    }

    /** Whether nothing is carried any more. */
    boolean isSilent() {
        return silent;
    }

    boolean isOver() {
        return over;
    }

    void strike(Strike how, Pump pump) throws IOException {
        switch (how) {
            case NONE -> {
                // A quiet day.
            }
            case RESET -> cut();
            case SILENCE -> silent = true;
            case FIN -> pump.fin();
            case FIN_BOTH -> {
                up.fin();
                down.fin();
            }
        }
    }

    /**
     * One side's half has ended, or so it seems: a reset is told only once, and when a write got it a read gets the end of
     * the stream.
     */
    boolean isFin(Pump reading) {
        Pump opposite = reading == up ? down : up;
        long end = System.nanoTime() + GRACE_NANOS;
        while (opposite.isWriting() && !over && System.nanoTime() < end) {
            LockSupport.parkNanos(LOOK_NANOS);
        }
        return !opposite.hasFailed();
    }

    /**
     * The side that this pump reads was reset: so is the other one, as late as bytes are, and behind those that came before, since
     * on one way nothing overtakes. Only what the other side does not take is lost: it would still wait at its sender.
     */
    void resetBehind(Pump reading) {
        long due = System.nanoTime() + reading.latency().toNanos();
        while (!silent && !over && (System.nanoTime() < due || reading.hasMore(GRACE_NANOS))) {
            LockSupport.parkNanos(LOOK_NANOS);
        }
        if (!silent) {
            cut();
        }
    }

    /** A write failed, since the side that this pump writes to was reset. */
    void resetByWrite(Pump writing) {
        resetBehind(writing == up ? down : up);
    }

    void ended() {
        if (running.decrementAndGet() == 0) {
            finish();
        }
    }

    /** Resets both sides. */
    void cut() {
        linger(client);
        linger(server);
        finish();
    }

    private void finish() {
        over = true;
        close(client);
        close(server);
        up.stop();
        down.stop();
        whenOver.accept(this);
    }

    private static void linger(Socket socket) {
        try {
            socket.setSoLinger(true, 0);
        } catch (IOException e) {
            // Closed already.
        }
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            // There is nothing left to do for it.
        }
    }
}
