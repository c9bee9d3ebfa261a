package dev.sluice.spi;

import java.time.Duration;
import java.util.function.Function;

import dev.sluice.Headers;

/** What the engine wants done with a request. */
public sealed interface Answer {

    /** Nothing is at this path: the request belongs to somebody else, or gets status 404. */
    record NotFound() implements Answer {}

    /**
     * An ordinary, complete response. The connection goes on with the next request, unless the client or these headers say
     * {@code Connection: close}; to HEAD the body is left out, but not its length.
     *
     * @param status the HTTP status
     * @param headers the headers, {@code Content-Type} among them if there is a body; the adapter adds
     *            {@code Content-Length}, but not to status 204 (RFC 9110 section 8.6)
     * @param body text, to be sent in UTF-8; empty with status 204
     */
    record Response(int status, Headers headers, String body) implements Answer {}

    /**
     * Send status 101 with these headers, beside those that the application's filters have set; then the connection is a
     * link of raw bytes both ways. What the client sent directly behind its request is the link's first input.
     *
     * @param headers the headers, {@code Connection} and {@code Upgrade} among them
     * @param handler told of the link
     */
    record Upgrade(Headers headers, LinkHandler handler) implements Answer {}

    /**
     * Send status 200 with these headers and a body without a known length: chunked on HTTP/1.1, up to the end of the
     * connection on HTTP/1.0, DATA frames on HTTP/2. The body is the link's output; the end of the client's half of an
     * HTTP/1 connection, or a stream reset, ends the link. On HTTP/1 the headers say
     * {@code Connection: close}: what else the client sends is the link's input, and no next request.
     *
     * @param headers the headers, {@code Content-Type} among them; never {@code Transfer-Encoding}
     * @param handler told of the link
     */
    record Stream(Headers headers, LinkHandler handler) implements Answer {}

    /**
     * Read the body of the request, then send the response that is made of it. The body is what is left when the framing of
     * HTTP is taken away: by {@code Content-Length} or in chunks on HTTP/1, DATA frames on HTTP/2. It may be empty. A body that
     * breaks off is no request: nobody is asked, and there is no response. {@link RequestBody} does the counting.
     *
     * <p>To a client that sent {@code Expect: 100-continue} and nothing of the body, status 100 is sent first. A connection may
     * end behind a body in chunks, and must where its parser takes what are no chunks.
     *
     * <p>A client may send its body a byte at a time, so no thread that other connections need may wait for it.
     *
     * @param maxBytes the largest body; memory is never taken for more. What is beyond it is read and dropped, so that the
     *            client reads the response, and the connection goes on
     * @param within how long the body may take to come, by the machine's clock; then the connection is cut, or the stream
     *            of HTTP/2 reset, without a response
     * @param tooLarge the response to a larger body
     * @param then gives the response to a body; called once at most. It may block, so the calling thread must not be one that
     *            other connections wait for. Throws nothing
     */
    record Receive(int maxBytes, Duration within, Response tooLarge, Function<byte[], Response> then)
            implements
                Answer {}
}
