package dev.sluice.samples.server;

import java.util.Set;

import dev.sluice.Endpoint;
import dev.sluice.TransportConfig;
import dev.sluice.TransportException;
import dev.sluice.helidon.HelidonMount;
import io.helidon.http.HeaderNames;
import io.helidon.webserver.WebServer;
import io.helidon.webserver.http.HttpRouting;

/** On Helidon: the pages are routes beside the mount. */
final class HelidonServer implements Server {

    private final HelidonMount streams;
    private final WebServer server;

    HelidonServer(TransportConfig config, Set<Endpoint> endpoints, Set<Page> pages) {
        streams = HelidonMount.create(config, endpoints);
        server = WebServer.builder()
                .host(config.host())
                .port(config.port())
                .shutdownHook(false)
                .connectionOptions(socket -> socket.tcpNoDelay(true))
                .addConnectionSelector(streams.connectionSelector())
                .routing(routing -> {
                    routing.register(streams.service());
                    pages.forEach(page -> add(routing, page));
                })
                .build();
    }

    private static void add(HttpRouting.Builder routing, Page page) {
        routing.get(page.path(), (request, response) -> {
            response.header(HeaderNames.CONTENT_TYPE, page.contentType());
            response.send(page.text());
        });
    }

    @Override
    public void start() {
        server.start();
        if (!server.isRunning()) {
            throw new TransportException("cannot bind port " + server.prototype().port());
        }
    }

    @Override
    public int port() {
        return server.port();
    }

    @Override
    public void close() {
        streams.close();
        server.stop();
    }
}
