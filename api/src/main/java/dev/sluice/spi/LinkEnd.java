package dev.sluice.spi;

/** How a link ended. */
public enum LinkEnd {
    /** The output was complete, all of it was written and the adapter closed the link. */
    FINISHED,
    /** The client ended its half of the connection (TCP FIN), or reset its HTTP/2 stream. */
    PEER_ENDED,
    /** The connection broke: TCP RST, a failed read or a failed write. */
    BROKEN,
    /** The engine asked for it by {@link Link#abort()}. */
    ABORTED,
    /** The runtime is stopping. */
    STOPPED
}
