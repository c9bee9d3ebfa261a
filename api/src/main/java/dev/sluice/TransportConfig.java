package dev.sluice;

import java.time.Duration;
import java.util.Set;

/**
 * How a transport behaves. Immutable; {@link #defaults()} is safe, {@link #builder()} changes some of it. No duration is
 * longer than 365 days.
 *
 * @param host the address to bind: a name or an IP address
 * @param port the port to bind, 0 to 65535; 0 takes a free one
 * @param allowedOrigins the values of {@code Origin} that may open a WebSocket besides the same origin,
 *            such as {@code https://example.org}; {@code *} allows every origin
 * @param maxMessageBytes the largest message from a client, in bytes, 1 or more; a larger one ends the
 *            stream with code 1009
 * @param maxFrameBytes the largest WebSocket frame from a client, in bytes of payload, 125 or more; a larger
 *            one ends the stream with code 1009
 * @param inboxMessages how many received messages may wait for the handler, 1 or more; then reading stops
 * @param outboxMessages how many messages may wait for a client, 1 or more
 * @param outboxBytes how many bytes of messages may wait for a client, 1 or more; the encoded message with
 *            its framing counts
 * @param heartbeat how long a WebSocket client may be silent before it is pinged, and how long nothing is sent on SSE
 *            before a comment is, 10 ms or more
 * @param pongTimeout how long a WebSocket client may stay silent after a ping, 10 ms or more; then the stream ends
 * @param writeTimeout how long a client may take nothing of what waits for it, 10 ms or more; then the stream ends with
 *            {@link Close.Cause#TIMED_OUT}
 * @param closeTimeout how long an ended stream may take to send what it has and say goodbye, 10 ms
 *            or more; then the connection is cut
 * @param sseRetry how long an SSE client is told to wait before it reconnects, in whole milliseconds
 */
public record TransportConfig(
        String host,
        int port,
        Set<String> allowedOrigins,
        int maxMessageBytes,
        int maxFrameBytes,
        int inboxMessages,
        int outboxMessages,
        int outboxBytes,
        Duration heartbeat,
        Duration pongTimeout,
        Duration writeTimeout,
        Duration closeTimeout,
        Duration sseRetry) {

    private static final Duration SHORTEST = Duration.ofMillis(10);
    private static final Duration LONGEST = Duration.ofDays(365);
    private static final int LARGEST_CONTROL_FRAME = 125;
    private static final TransportConfig DEFAULTS = new Builder().build();

    /**
     * Checks every value.
     *
     * @throws IllegalArgumentException if one is out of range; the message names it, its value and the limit
     */
    public TransportConfig {
        atLeast(0, "port", port);
        if (port > 65_535) {
            throw new IllegalArgumentException("port is " + port + ", the limit is 65535");
        }
        allowedOrigins = Set.copyOf(allowedOrigins);
        atLeast(1, "maxMessageBytes", maxMessageBytes);
        atLeast(LARGEST_CONTROL_FRAME, "maxFrameBytes", maxFrameBytes);
        atLeast(1, "inboxMessages", inboxMessages);
        atLeast(1, "outboxMessages", outboxMessages);
        atLeast(1, "outboxBytes", outboxBytes);
        within(SHORTEST, "heartbeat", heartbeat);
        within(SHORTEST, "pongTimeout", pongTimeout);
        within(SHORTEST, "writeTimeout", writeTimeout);
        within(SHORTEST, "closeTimeout", closeTimeout);
        within(Duration.ZERO, "sseRetry", sseRetry);
    }

    /** The defaults: every address of the machine, port 8080. */
    public static TransportConfig defaults() {
        return DEFAULTS;
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
    public static Builder builder() {
        return new Builder();
    }

    private static void atLeast(int least, String name, int value) {
        if (value < least) {
            throw new IllegalArgumentException(name + " is " + value + ", the least is " + least);
        }
    }

    private static void within(Duration least, String name, Duration value) {
        if (value.compareTo(least) < 0) {
            throw new IllegalArgumentException(name + " is " + value + ", the least is " + least);
        }
        if (value.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException(name + " is " + value + ", the limit is " + LONGEST);
        }
    }

    /** A configuration being built; each method is named after the component that it sets. */
    public static final class Builder {

        private String host = "0.0.0.0";
        private int port = 8080;
        private Set<String> allowedOrigins = Set.of();
        private int maxMessageBytes = 1 << 20;
        private int maxFrameBytes = 1 << 20;
        private int inboxMessages = 64;
        private int outboxMessages = 1_024;
        private int outboxBytes = 4 << 20;
        private Duration heartbeat = Duration.ofSeconds(25);
        private Duration pongTimeout = Duration.ofSeconds(10);
        private Duration writeTimeout = Duration.ofSeconds(30);
        private Duration closeTimeout = Duration.ofSeconds(5);
        private Duration sseRetry = Duration.ofSeconds(3);

        private Builder() {}

        /** Sets {@link TransportConfig#host()}; the default is {@code "0.0.0.0"}. */
        public Builder host(String value) {
            this.host = value;
            return this;
        }

        /** Sets {@link TransportConfig#port()}; the default is {@code 8080}. */
        public Builder port(int value) {
            this.port = value;
            return this;
        }

        /** Sets {@link TransportConfig#allowedOrigins()}; the default is none. */
        public Builder allowedOrigins(Set<String> value) {
            this.allowedOrigins = value;
            return this;
        }

        /** Sets {@link TransportConfig#maxMessageBytes()}; the default is 1 MiB. */
        public Builder maxMessageBytes(int value) {
            this.maxMessageBytes = value;
            return this;
        }

        /** Sets {@link TransportConfig#maxFrameBytes()}; the default is 1 MiB. */
        public Builder maxFrameBytes(int value) {
            this.maxFrameBytes = value;
            return this;
        }

        /** Sets {@link TransportConfig#inboxMessages()}; the default is {@code 64}. */
        public Builder inboxMessages(int value) {
            this.inboxMessages = value;
            return this;
        }

        /** Sets {@link TransportConfig#outboxMessages()}; the default is 1024. */
        public Builder outboxMessages(int value) {
            this.outboxMessages = value;
            return this;
        }

        /** Sets {@link TransportConfig#outboxBytes()}; the default is 4 MiB. */
        public Builder outboxBytes(int value) {
            this.outboxBytes = value;
            return this;
        }

        /** Sets {@link TransportConfig#heartbeat()}; the default is 25 s. */
        public Builder heartbeat(Duration value) {
            this.heartbeat = value;
            return this;
        }

        /** Sets {@link TransportConfig#pongTimeout()}; the default is 10 s. */
        public Builder pongTimeout(Duration value) {
            this.pongTimeout = value;
            return this;
        }

        /** Sets {@link TransportConfig#writeTimeout()}; the default is 30 s. */
        public Builder writeTimeout(Duration value) {
            this.writeTimeout = value;
            return this;
        }

        /** Sets {@link TransportConfig#closeTimeout()}; the default is 5 s. */
        public Builder closeTimeout(Duration value) {
            this.closeTimeout = value;
            return this;
        }

        /** Sets {@link TransportConfig#sseRetry()}; the default is 3 s. */
        public Builder sseRetry(Duration value) {
            this.sseRetry = value;
            return this;
        }

        /**
         * The configuration.
         *
         * @throws IllegalArgumentException if a value is out of range; the message names it, its value and the limit
         */
        public TransportConfig build() {
            return new TransportConfig(host, port, allowedOrigins, maxMessageBytes, maxFrameBytes, inboxMessages,
                    outboxMessages, outboxBytes, heartbeat, pongTimeout, writeTimeout, closeTimeout, sseRetry);
        }
    }
}
