package dev.sluice.tck;

import java.util.List;
import java.util.Optional;

import dev.sluice.OneWayStream;
import dev.sluice.Transport;
import org.jspecify.annotations.Nullable;

/** A transport that its clients reach through a {@link BadNetwork}: {@link #port()} is the network's. */
final class NetworkTransport implements Transport {

    private final Transport transport;
    private final Weather weather;
    private volatile @Nullable BadNetwork network;

    private NetworkTransport(Transport transport, Weather weather) {
        this.transport = transport;
        this.weather = weather;
    }

    /** The same transports, behind a network. */
    static TransportFactory behind(Weather weather, TransportFactory factory) {
        return (config, endpoints) -> new NetworkTransport(factory.create(config, endpoints), weather);
    }

    @Override
    public Transport start() {
        transport.start();
        network = BadNetwork.to(transport.port(), weather);
        return this;
    }

    @Override
    public int port() {
        BadNetwork started = network;
        return started == null ? transport.port() : started.port();
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
        BadNetwork started = network;
        if (started != null) {
            started.leave();
        }
    }

    @Override
    public <T> Optional<T> unwrap(Class<T> type) {
        return transport.unwrap(type);
    }
}
