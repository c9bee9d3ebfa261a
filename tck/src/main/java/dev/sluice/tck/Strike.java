package dev.sluice.tck;

/** What a network does to a connection when a direction has carried a number of bytes. */
enum Strike {
    /** Nothing. */
    NONE,
    /** Resets both sides. */
    RESET,
    /** Keeps both sides open, and carries nothing more either way: no byte, no FIN, no RST. */
    SILENCE,
    /** Ends this direction: a half-close. */
    FIN,
    /** Ends both directions. */
    FIN_BOTH
}
