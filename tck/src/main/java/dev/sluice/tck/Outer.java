package dev.sluice.tck;

import java.util.List;
import java.util.Optional;

import dev.sluice.OneWayStream;
import dev.sluice.Transport;

/** A transport, everything passed on, to be overridden where something else is wanted. */
class Outer implements Transport {

    private final Transport transport;

    Outer(Transport transport) {
        this.transport = transport;
    }

    @Override
    public Transport start() {
        transport.start();
        return this;
    }

    @Override
    public int port() {
        return transport.port();
    }

    @Override
    public int streamCount() {
        return transport.streamCount();
    }

    @Override
    public List<OneWayStream<?>> streams() {
        return transport.streams();
    }

    @Override
    public void close() {
        transport.close();
    }

    @Override
    public <T> Optional<T> unwrap(Class<T> type) {
        return transport.unwrap(type);
    }
}
