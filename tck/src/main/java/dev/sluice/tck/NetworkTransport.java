package dev.sluice.tck;

import dev.sluice.Transport;
import org.jspecify.annotations.Nullable;

/** A transport that its clients reach through a {@link BadNetwork}: {@link #port()} is the network's. */
final class NetworkTransport extends Outer {

    private final Weather weather;
    private volatile @Nullable BadNetwork network;

    private NetworkTransport(Transport transport, Weather weather) {
        super(transport);
        this.weather = weather;
    }

    /** The same transports, behind a network. */
    static TransportFactory behind(Weather weather, TransportFactory factory) {
        return (config, endpoints) -> new NetworkTransport(factory.create(config, endpoints), weather);
    }

    @Override
    public Transport start() {
        super.start();
        network = BadNetwork.to(super.port(), weather);
        return this;
    }

    @Override
    public int port() {
        BadNetwork started = network;
        return started == null ? super.port() : started.port();
    }

    @Override
    public void close() {
        super.close();
        BadNetwork started = network;
        if (started != null) {
            started.leave();
        }
    }
}
