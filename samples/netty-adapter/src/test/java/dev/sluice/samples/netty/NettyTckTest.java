package dev.sluice.samples.netty;

import java.util.List;
import java.util.Set;

import dev.sluice.Endpoint;
import dev.sluice.Transport;
import dev.sluice.TransportConfig;
import dev.sluice.tck.Capability;
import dev.sluice.tck.TransportTck;
import io.netty.util.Version;

class NettyTckTest extends TransportTck {

    @Override
    protected Transport transport(TransportConfig config, List<Endpoint> endpoints) {
        return new NettyTransport(config, endpoints);
    }

    @Override
    protected String runtime() {
        return "Netty " + Version.identify().get("netty-common").artifactVersion();
    }

    @Override
    protected Set<Capability> lacks() {
        return Set.of(Capability.HTTP_2);
    }
}
