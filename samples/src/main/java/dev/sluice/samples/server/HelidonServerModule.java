package dev.sluice.samples.server;

import java.util.Set;

import com.google.inject.AbstractModule;
import com.google.inject.Provides;
import com.google.inject.Singleton;
import dev.sluice.Endpoint;
import dev.sluice.TransportConfig;

/** The server is Helidon. */
public final class HelidonServerModule extends AbstractModule {

    private final TransportConfig config;

    /** With this configuration. */
    public HelidonServerModule(TransportConfig config) {
        this.config = config;
    }

    @Provides
    @Singleton
    Server server(Set<Endpoint> endpoints, Set<Page> pages) {
        return new HelidonServer(config, endpoints, pages);
    }
}
