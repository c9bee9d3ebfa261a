package dev.sluice.tck;

import java.util.List;
import java.util.Set;

import dev.sluice.Endpoint;
import dev.sluice.Transport;
import dev.sluice.TransportConfig;

/** The whole kit on the reference transport. */
class SocketTransportTckTest extends TransportTck {

    @Override
    protected Set<Capability> lacks() {
        return SocketTransport.LACKS;
    }

    @Override
    protected String runtime() {
        return "blocking sockets";
    }

    @Override
    protected Transport transport(TransportConfig config, List<Endpoint> endpoints) {
        return new SocketTransport(config, endpoints);
    }
}
