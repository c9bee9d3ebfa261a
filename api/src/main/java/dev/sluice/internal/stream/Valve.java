package dev.sluice.internal.stream;

/** What an inbox tells of how full it is. */
public interface Valve {

    /** Stop reading; called with the inbox locked, so in the order of the changes. */
    void pauseReading();

    /** Read again; called with the inbox locked, so in the order of the changes. */
    void resumeReading();

    /** The handler has taken a message of so many bytes; called with no lock held. */
    default void taken(int bytes) {
        // Most links go by what waits.
    }
}
