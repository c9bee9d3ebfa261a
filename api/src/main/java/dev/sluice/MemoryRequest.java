package dev.sluice;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * How a client of a {@link MemoryTransport} asks for its stream. Immutable: each method gives a changed copy.
 *
 * @param target the path, and a query behind a question mark if there is one, percent-encoded
 * @param protocol what the stream shall travel by; empty for WebSocket, or SSE where the endpoint serves nothing else
 * @param headers headers besides those that the protocol needs
 * @param readAhead how many messages the client takes before they are received, 0 or more; then it stops reading, so that the
 *            server sees a client that is behind
 */
public record MemoryRequest(String target, Optional<Protocol> protocol, Headers headers, int readAhead) {

    private static final int READ_AHEAD = 10_000;

    /**
     * Checks the values.
     *
     * @throws IllegalArgumentException if the target does not begin with a slash or has a space or a control character, or
     *             {@code readAhead} is negative
     */
    public MemoryRequest {
        if (!target.startsWith("/") || target.chars().anyMatch(c -> c <= ' ' || c > '~')) {
            throw new IllegalArgumentException("not a path, percent-encoded: '" + target + "'");
        }
        Range.atLeast(0, "readAhead", readAhead);
    }

    /** A request for this target, and nothing else said. */
    public static MemoryRequest to(String target) {
        return new MemoryRequest(target, Optional.empty(), Headers.empty(), READ_AHEAD);
    }

    /** By this protocol. */
    public MemoryRequest over(Protocol wanted) {
        return new MemoryRequest(target, Optional.of(wanted), headers, readAhead);
    }

    /**
     * With one more header line.
     *
     * @throws IllegalArgumentException if the name or the value has a character that HTTP forbids
     */
    public MemoryRequest header(String name, String value) {
        Map<String, List<String>> more = new LinkedHashMap<>(headers.asMap());
        more.put(name, Stream.concat(headers.all(name).stream(), Stream.of(value)).toList());
        return new MemoryRequest(target, protocol, Headers.of(more), readAhead);
    }

    /** With {@link #readAhead()}; the default is 10 000. */
    public MemoryRequest readAhead(int messages) {
        return new MemoryRequest(target, protocol, headers, messages);
    }

    /** Without headers and query: they may be secrets. */
    @Override
    public String toString() {
        return protocol.map(wanted -> wanted + " ").orElse("") + target.split("\\?", 2)[0];
    }
}
