package dev.sluice.internal.stream;

import dev.sluice.Close;

/** What a stream needs of the connection that carries it. */
public interface Carrier extends Inbox.Valve {

    /** There is something in the outbox. */
    void ready();

    /** The stream has ended: say goodbye, or cut the connection. */
    void ending(Close close);
}
