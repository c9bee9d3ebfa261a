package dev.sluice.samples.server;

import com.google.inject.AbstractModule;

import dev.sluice.TransportConfig;

/** Stub. */
public final class HelidonServerModule extends AbstractModule {

    private final TransportConfig config;

    /** With this configuration. */
    public HelidonServerModule(TransportConfig config) {
        this.config = config;
    }

    @Override
    public String toString() {
        return "" + config;
    }
}
