package dev.sluice.samples.server;

import java.net.InetSocketAddress;
import java.util.Set;

import dev.sluice.Endpoint;
import dev.sluice.TransportConfig;
import dev.sluice.TransportException;
import dev.sluice.undertow.UndertowMount;
import io.undertow.Handlers;
import io.undertow.Undertow;
import io.undertow.server.RoutingHandler;
import io.undertow.util.Headers;

/** On Undertow: the pages are handlers behind the mount. */
final class UndertowServer implements Server {

    private final TransportConfig config;
    private final UndertowMount streams;
    private final Undertow server;

    UndertowServer(TransportConfig config, Set<Endpoint> endpoints, Set<Page> pages) {
        this.config = config;
        streams = UndertowMount.create(config, endpoints);
        RoutingHandler routing = Handlers.routing();
        pages.forEach(page -> add(routing, page));
        server = Undertow.builder().addHttpListener(config.port(), config.host(), streams.handler(routing)).build();
    }

    private static void add(RoutingHandler routing, Page page) {
        routing.get(page.path(), exchange -> {
            exchange.getResponseHeaders().put(Headers.CONTENT_TYPE, page.contentType());
            exchange.getResponseSender().send(page.text());
        });
    }

    @Override
    public void start() {
        try {
            server.start();
        } catch (RuntimeException e) {
            throw new TransportException("cannot bind port " + config.port(), e);
        }
    }

    @Override
    public int port() {
        return ((InetSocketAddress) server.getListenerInfo().get(0).getAddress()).getPort();
    }

    @Override
    public void close() {
        streams.close();
        server.stop();
    }
}
