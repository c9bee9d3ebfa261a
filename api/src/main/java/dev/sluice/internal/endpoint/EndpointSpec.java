package dev.sluice.internal.endpoint;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

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
    public List<Channel<?>> channels() {
        return service instanceof Service.Shared shared
                ? shared.parts().stream().<Channel<?>>map(part -> part.service().channel()).toList()
                : List.of(service.channel());
    }

    /** The names of its channels, for people. */
    public String names() {
        return channels().stream().map(channel -> "'" + channel.name() + "'").collect(Collectors.joining(", "));
    }

    /** Whether its event streams are sessions, because the client has something to say too. */
    public boolean hasSessions() {
        return (service instanceof Service.TwoWay || service instanceof Service.Shared)
                && protocols.contains(Protocol.SSE);
    }
}
