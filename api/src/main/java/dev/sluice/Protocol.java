package dev.sluice;

/** How the messages of a stream travel. */
public enum Protocol {
    /** Server-Sent Events, as the WHATWG HTML standard defines them, and POST where the client has something to say: text only. */
    SSE,
    /** WebSocket, RFC 6455: both directions, text and binary. */
    WEB_SOCKET
}
