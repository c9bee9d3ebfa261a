package dev.sluice.client;

import java.net.URI;
import java.time.Duration;
import java.util.List;

import dev.sluice.Endpoint;
import dev.sluice.Transport;
import dev.sluice.TransportConfig;
import dev.sluice.helidon.HelidonTransport;
import dev.sluice.undertow.UndertowTransport;

/** A real server on a port that it keeps when it is started again. */
final class Server implements AutoCloseable {

    /** What it runs on. */
    enum Kind {
        HELIDON, UNDERTOW
    }

    private final Kind kind;
    private final List<Endpoint> endpoints;
    private Transport transport;

    private Server(Kind kind, List<Endpoint> endpoints) {
        this.kind = kind;
        this.endpoints = endpoints;
        this.transport = create(0).start();
    }

    static Server start(Kind kind, Endpoint... endpoints) {
        return new Server(kind, List.of(endpoints));
    }

    private Transport create(int port) {
        TransportConfig config = TransportConfig.builder().host("127.0.0.1").port(port)
                .sseRetry(Duration.ofMillis(50)).closeTimeout(Duration.ofSeconds(1)).drainTime(Duration.ofSeconds(3))
                .build();
        return switch (kind) {
            case HELIDON -> HelidonTransport.create(config, endpoints);
            case UNDERTOW -> UndertowTransport.create(config, endpoints);
        };
    }

    int port() {
        return transport.port();
    }

    Transport transport() {
        return transport;
    }

    URI uri(String path) {
        return URI.create("http://127.0.0.1:" + port() + path);
    }

    void restart() {
        int port = port();
        transport.close();
        transport = create(port).start();
    }

    @Override
    public void close() {
        transport.close();
    }
}
