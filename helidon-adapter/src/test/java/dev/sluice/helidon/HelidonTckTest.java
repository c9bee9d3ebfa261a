package dev.sluice.helidon;

import java.util.List;
import java.util.Set;

import dev.sluice.Endpoint;
import dev.sluice.Transport;
import dev.sluice.TransportConfig;
import dev.sluice.tck.TransportTck;

class HelidonTckTest extends TransportTck {

    @Override
    protected Transport transport(TransportConfig config, List<Endpoint> endpoints) {
        return HelidonTransport.create(config, endpoints);
    }

    /** A timer thread a server, which Helidon 4.5.0 makes and has no way to end. */
    @Override
    protected Set<String> threadsThatTheRuntimeKeeps() {
        return Set.of("helidon-idle-connection-timer");
    }
}
