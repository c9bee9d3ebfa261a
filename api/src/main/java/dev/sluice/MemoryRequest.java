package dev.sluice;

import java.time.Duration;
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
 * @param deadline how long the client waits for whatever the server should do, 1 ms to an hour
 */
public record MemoryRequest(
        String target,
        Optional<Protocol> protocol,
        Headers headers,
        int readAhead,
        Duration deadline) {

    private static final int READ_AHEAD = 10_000;
    private static final Duration DEADLINE = Duration.ofSeconds(5);
    private static final Duration SHORTEST = Duration.ofMillis(1);
    private static final Duration LONGEST = Duration.ofHours(1);

    /**
     * Checks the values.
     *
     * @throws IllegalArgumentException if the target does not begin with a slash or has a space or a control character, or
     *             {@code readAhead} or {@code deadline} is out of range
     */
    public MemoryRequest {
        if (!target.startsWith("/") || target.chars().anyMatch(c -> c <= ' ' || c > '~')) {
            throw new IllegalArgumentException("not a path, percent-encoded: '" + target + "'");
        }
        Range.atLeast(0, "readAhead", readAhead);
        Range.within(SHORTEST, "deadline", deadline);
        if (deadline.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException("deadline is " + deadline + ", the limit is " + LONGEST);
        }
    }

    /** A request for this target, and nothing else said. */
    public static MemoryRequest to(String target) {
        return new MemoryRequest(target, Optional.empty(), Headers.empty(), READ_AHEAD, DEADLINE);
    }

    /** By this protocol. */
    public MemoryRequest over(Protocol wanted) {
        return new MemoryRequest(target, Optional.of(wanted), headers, readAhead, deadline);
    }

    /**
     * With one more header line.
     *
     * @throws IllegalArgumentException if the name or the value has a character that HTTP forbids
     */
    public MemoryRequest header(String name, String value) {
        Map<String, List<String>> more = new LinkedHashMap<>(headers.asMap());
        more.put(name, Stream.concat(headers.all(name).stream(), Stream.of(value)).toList());
        return new MemoryRequest(target, protocol, Headers.of(more), readAhead, deadline);
    }

    /** With {@link #readAhead()}; the default is 10 000. */
    public MemoryRequest readAhead(int messages) {
        return new MemoryRequest(target, protocol, headers, messages, deadline);
    }

    /** With {@link #deadline()}; the default is 5 s. */
    public MemoryRequest deadline(Duration wait) {
        return new MemoryRequest(target, protocol, headers, readAhead, wait);
    }

    /** Without headers and query: they may be secrets. */
    @Override
    public String toString() {
        return protocol.map(wanted -> wanted + " ").orElse("") + target.split("\\?", 2)[0];
    }
}
