package dev.sluice.undertow;

import java.util.List;

import dev.sluice.Endpoint;
import dev.sluice.Transport;
import dev.sluice.TransportConfig;
import dev.sluice.tck.TransportTck;
import org.junit.jupiter.api.DisplayName;

@DisplayName("Undertow")
class UndertowTckTest extends TransportTck {

    @Override
    protected Transport transport(TransportConfig config, List<Endpoint> endpoints) {
        return UndertowTransport.create(config, endpoints);
    }
}
