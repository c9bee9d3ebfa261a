package dev.sluice.helidon;

import java.util.List;
import java.util.Set;

import dev.sluice.Endpoint;
import dev.sluice.Transport;
import dev.sluice.TransportConfig;
import dev.sluice.tck.Capability;
import dev.sluice.tck.TransportTck;
import io.helidon.common.Version;

class HelidonTckTest extends TransportTck {

    @Override
    protected Transport transport(TransportConfig config, List<Endpoint> endpoints) {
        return HelidonTransport.create(config, endpoints);
    }

    @Override
    protected String runtime() {
        return "Helidon " + Version.VERSION;
    }

    @Override
    protected Set<Capability> lacks() {
        return Set.of(Capability.HTTP_1_0, Capability.STUCK_CLOSE_NOTIFY);
    }

    /** A timer thread a server, which Helidon 4.5.0 makes and has no way to end. */
    @Override
    protected Set<String> threadsThatTheRuntimeKeeps() {
        return Set.of("helidon-idle-connection-timer");
    }
}
