package dev.sluice.helidon;

import java.util.concurrent.locks.LockSupport;

/** Lets the other connections have their turn, since virtual threads have no time slices. */
final class Turns {

    private Turns() {}

    /**
     * To be called now and then by a thread that reads or writes: neither parks where the socket need not wait. It parks for
     * a moment, as {@code Thread.yield} would leave the carrier to the threads that it has queued itself, and threads that
     * wait for a socket are never among those.
     */
    static void end() {
        LockSupport.parkNanos(1);
    }
}
