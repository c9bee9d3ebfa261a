package dev.sluice.internal.stream;

import dev.sluice.Close;

/** What a stream needs of what carries it: a connection of its own, or one that it shares. */
public interface Carrier extends Valve {

    /** There is something in the outbox. */
    void ready();

    /** The stream has ended: say goodbye, or cut the connection. */
    void ending(Close close);
}
