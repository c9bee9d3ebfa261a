package dev.sluice.internal.stream;

import dev.sluice.Close;

/** What a stream needs of what carries it: a connection of its own, or one that it shares. */
public interface Carrier extends Valve {

    /** There is something in the outbox. */
    void ready();

    /** A request of so many bytes waits for an answer from now on; false if there is no room for that. Never waits. */
    default boolean keep(int bytes) {
        return true;
    }

    /** A request of so many bytes that was kept has its outcome. Never waits. */
    default void letGo(int bytes) {
        // Where a stream has its connection alone, 64 requests are as many as there can be.
    }

    /** The stream has ended: say goodbye, or cut the connection. */
    void ending(Close close);
}
