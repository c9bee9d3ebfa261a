package dev.sluice.samples.server;

import com.google.inject.AbstractModule;

import dev.sluice.TransportConfig;

/** Stub. */
public final class UndertowServerModule extends AbstractModule {

    private final TransportConfig config;

    /** With this configuration. */
    public UndertowServerModule(TransportConfig config) {
        this.config = config;
    }

    @Override
    public String toString() {
        return "" + config;
    }
}
