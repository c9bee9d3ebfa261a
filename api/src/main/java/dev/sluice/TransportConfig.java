package dev.sluice;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * How a transport behaves. Immutable; {@link #defaults()} is safe, {@link #builder()} changes some of it.
 *
 * @param host the address to bind: a name or an IP address
 * @param port the port to bind, 0 to 65535; 0 takes a free one
 * @param tls how TLS is spoken; empty for none
 * @param allowedOrigins the values of {@code Origin} that may open a stream besides the same origin, such as
 *            {@code https://example.org}; {@code *} allows every origin
 * @param allowCredentials whether pages of these origins may read SSE with the user's cookies
 *            ({@code new EventSource(url, {withCredentials: true})})
 * @param limits what clients may use up
 * @param timing how long things may take
 * @param compression how WebSocket messages are compressed; empty for not at all
 * @param asyncApi where the endpoints are described; empty for nowhere
 * @param observers told of every stream
 * @param time where deadlines are read from
 */
public record TransportConfig(
        String host,
        int port,
        Optional<Tls> tls,
        Set<String> allowedOrigins,
        boolean allowCredentials,
        Limits limits,
        Timing timing,
        Optional<Compression> compression,
        Optional<AsyncApi> asyncApi,
        List<StreamObserver> observers,
        TimeSource time) {

    private static final int HIGHEST_PORT = 65_535;

    /**
     * Checks the values.
     *
     * @throws IllegalArgumentException if one is out of range; the message names it, its value and the limit
     */
    public TransportConfig {
        Range.atLeast(0, "port", port);
        if (port > HIGHEST_PORT) {
            throw new IllegalArgumentException("port is " + port + ", the limit is " + HIGHEST_PORT);
        }
        allowedOrigins = Set.copyOf(allowedOrigins);
        observers = List.copyOf(observers);
        if (allowCredentials && allowedOrigins.contains("*")) {
            throw new IllegalArgumentException("allowCredentials with allowedOrigins *: any page could read a user's"
                    + " streams; name the origins");
        }
    }

    /** The defaults: every address of the machine, port 8080. */
    public static TransportConfig defaults() {
        return builder().build();
    }

    /**
     * The defaults on another port.
     *
     * @param port the port to bind, 0 to 65535; 0 takes a free one
     */
    public static TransportConfig onPort(int port) {
        return builder().port(port).build();
    }

    /** Starts from the defaults. */
    public static TransportConfigBuilder builder() {
        return new TransportConfigBuilder();
    }

    /** Starts from this configuration. */
    public TransportConfigBuilder toBuilder() {
        return new TransportConfigBuilder(this);
    }
}
