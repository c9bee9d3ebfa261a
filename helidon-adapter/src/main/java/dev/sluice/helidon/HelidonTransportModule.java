package dev.sluice.helidon;

import java.util.Set;

import com.google.inject.AbstractModule;
import com.google.inject.Provides;
import com.google.inject.Singleton;
import com.google.inject.multibindings.Multibinder;
import dev.sluice.Endpoint;
import dev.sluice.Transport;
import dev.sluice.TransportConfig;

/**
 * Binds {@link Transport} to one {@link HelidonTransport}, not started, with every {@link Endpoint} that modules contribute
 * to the {@code Multibinder} set.
 */
public final class HelidonTransportModule extends AbstractModule {

    private final TransportConfig config;

    /**
     * For this configuration.
     *
     * @param config where to bind, and how streams behave
     */
    public HelidonTransportModule(TransportConfig config) {
        this.config = config;
    }

    @Override
    protected void configure() {
        // So that the set is there when nobody contributes.
        Multibinder.newSetBinder(binder(), Endpoint.class);
    }

    @Provides
    @Singleton
    Transport transport(Set<Endpoint> endpoints) {
        return HelidonTransport.create(config, endpoints);
    }
}
