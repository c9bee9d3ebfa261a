package dev.sluice.undertow;

import java.util.List;
import java.util.Set;

import dev.sluice.Endpoint;
import dev.sluice.Transport;
import dev.sluice.TransportConfig;
import dev.sluice.tck.Capability;
import dev.sluice.tck.TransportTck;
import io.undertow.Version;
import org.junit.jupiter.api.DisplayName;

@DisplayName("Undertow")
class UndertowTckTest extends TransportTck {

    @Override
    protected Transport transport(TransportConfig config, List<Endpoint> endpoints) {
        return UndertowTransport.create(config, endpoints);
    }

    @Override
    protected String runtime() {
        return "Undertow " + Version.getVersionString();
    }

    @Override
    protected Set<Capability> lacks() {
        return Set.of(Capability.STUCK_RESET);
    }
}
