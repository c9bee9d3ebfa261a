package dev.sluice.samples.server;

import java.util.Set;

import com.google.inject.AbstractModule;
import com.google.inject.Provides;
import com.google.inject.Singleton;
import dev.sluice.Endpoint;
import dev.sluice.TransportConfig;

/** The server is Undertow. */
public final class UndertowServerModule extends AbstractModule {

    private final TransportConfig config;

    /** With this configuration. */
    public UndertowServerModule(TransportConfig config) {
        this.config = config;
    }

    @Provides
    @Singleton
    Server server(Set<Endpoint> endpoints, Set<Page> pages) {
        return new UndertowServer(config, endpoints, pages);
    }
}
