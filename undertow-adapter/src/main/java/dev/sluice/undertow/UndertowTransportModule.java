package dev.sluice.undertow;

import java.util.Set;

import com.google.inject.AbstractModule;
import com.google.inject.Provides;
import com.google.inject.Singleton;
import com.google.inject.multibindings.Multibinder;
import dev.sluice.Endpoint;
import dev.sluice.Transport;
import dev.sluice.TransportConfig;

/**
 * Binds {@link Transport} to an {@link UndertowTransport}, as a singleton that is not started, of all the endpoints
 * that modules contribute by {@code Multibinder.newSetBinder(binder(), Endpoint.class)}.
 */
public final class UndertowTransportModule extends AbstractModule {

    private final TransportConfig config;

    /** A module for a transport of this configuration. */
    public UndertowTransportModule(TransportConfig config) {
        this.config = config;
    }

    @Override
    protected void configure() {
        // So that it works with no endpoint at all.
        Multibinder.newSetBinder(binder(), Endpoint.class);
    }

    @Provides
    @Singleton
    Transport transport(Set<Endpoint> endpoints) {
        return UndertowTransport.create(config, endpoints);
    }
}
