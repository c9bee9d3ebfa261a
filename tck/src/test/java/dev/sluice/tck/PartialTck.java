package dev.sluice.tck;

import java.util.List;

import dev.sluice.Endpoint;
import dev.sluice.Transport;
import dev.sluice.TransportConfig;

/** The kit of which {@link ConformanceRecorderTest} runs a test; no test by itself. */
class PartialTck extends TransportTck {

    @Override
    protected Transport transport(TransportConfig config, List<Endpoint> endpoints) {
        return new SocketTransport(config, endpoints);
    }
}
