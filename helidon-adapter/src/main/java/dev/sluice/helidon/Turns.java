package dev.sluice.helidon;

/** Lets the other connections have their turn, since virtual threads have no time slices. */
final class Turns {

    private Turns() {}

    /** To be called now and then by a thread that reads or writes: neither parks where the socket need not wait. */
    @SuppressWarnings("ThreadPriorityCheck")
    static void end() {
        Thread.yield();
    }
}
