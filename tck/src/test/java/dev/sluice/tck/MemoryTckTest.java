package dev.sluice.tck;

import java.util.List;
import java.util.Set;

import dev.sluice.Endpoint;
import dev.sluice.MemoryTransport;
import dev.sluice.Transport;
import dev.sluice.TransportConfig;

/** The whole kit in memory. */
class MemoryTckTest extends TransportTck {

    @Override
    protected Set<Capability> lacks() {
        return Set.of(Capability.HTTP_2, Capability.TLS, Capability.PORT);
    }

    @Override
    protected String runtime() {
        return "in memory";
    }

    @Override
    protected Transport transport(TransportConfig config, List<Endpoint> endpoints) {
        return MemoryTransport.create(config, endpoints);
    }
}
