package dev.sluice.helidon;

import java.util.List;

import dev.sluice.Endpoint;
import dev.sluice.Transport;
import dev.sluice.TransportConfig;
import dev.sluice.tck.TransportTck;

class HelidonTckTest extends TransportTck {

    @Override
    protected Transport transport(TransportConfig config, List<Endpoint> endpoints) {
        return HelidonTransport.create(config, endpoints);
    }
}
