package dev.sluice.samples;

import java.net.URI;
import java.time.Duration;

import dev.sluice.TransportConfig;

/** Starts the samples for a test. */
final class Servers {

    private Servers() {}

    /** On a free port. */
    static Samples start(String runtime) {
        return start(runtime, 0);
    }

    /** On this port. */
    static Samples start(String runtime, int port) {
        return Samples.start(Main.server(runtime, TransportConfig.builder().host("127.0.0.1").port(port)
                .sseRetry(Duration.ofMillis(100)).closeTimeout(Duration.ofSeconds(1)).build()));
    }

    /** What is at this path, for {@code http} or {@code ws}. */
    static URI uri(Samples samples, String scheme, String path) {
        return URI.create(scheme + "://localhost:" + samples.port() + path);
    }
}
