package dev.sluice.spi;

/** The version of HTTP that a request came by. */
public enum HttpVersion {
    /** HTTP/1.0: no chunked body and no WebSocket. */
    HTTP_1_0,
    /** HTTP/1.1. */
    HTTP_1_1,
    /** HTTP/2: the connection is shared, so it cannot be upgraded. */
    HTTP_2
}
