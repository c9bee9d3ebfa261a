package dev.sluice.internal.endpoint;

import java.util.List;
import java.util.Optional;
import java.util.Set;

import dev.sluice.Channel;
import dev.sluice.Endpoint;
import dev.sluice.Gate;
import dev.sluice.Protocol;

/** Everything that was said about an endpoint. */
public record EndpointSpec(
        PathTemplate template,
        Service service,
        Set<Protocol> protocols,
        Optional<Gate> gate,
        List<String> subprotocols) implements Endpoint {

    @Override
    public String pathTemplate() {
        return template.toString();
    }

    @Override
    public Channel<?> channel() {
        return service.channel();
    }

    /** Whether its event streams are sessions, because the client has something to say too. */
    public boolean hasSessions() {
        return service instanceof Service.TwoWay && protocols.contains(Protocol.SSE);
    }
}
