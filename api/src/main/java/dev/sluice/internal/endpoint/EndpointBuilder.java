package dev.sluice.internal.endpoint;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

import dev.sluice.Channel;
import dev.sluice.Codec.Form;
import dev.sluice.Endpoint;
import dev.sluice.Gate;
import dev.sluice.Handler;
import dev.sluice.OneWayChannel;
import dev.sluice.OneWayStream;
import dev.sluice.Opening;
import dev.sluice.Protocol;
import dev.sluice.Topic;
import dev.sluice.Topics;
import dev.sluice.TwoWayChannel;
import dev.sluice.TwoWayStream;
import dev.sluice.internal.http.Tokens;
import dev.sluice.internal.stream.WireForm;

/** Collects what is said about an endpoint and refuses what cannot work. */
public final class EndpointBuilder implements Endpoint.Builder {

    private final PathTemplate template;
    private final List<String> subprotocols = new ArrayList<>();
    private final Set<Protocol> asked = EnumSet.noneOf(Protocol.class);
    private Optional<Gate> gate = Optional.empty();
    private final List<Service> services = new ArrayList<>();
    private final List<EndpointSpec> shared = new ArrayList<>();

    /** For this template. */
    public EndpointBuilder(String pathTemplate) {
        this.template = PathTemplate.parse(pathTemplate);
    }

    @Override
    public Endpoint.Builder over(Protocol first, Protocol... more) {
        asked.clear();
        asked.add(first);
        asked.addAll(List.of(more));
        return this;
    }

    @Override
    public Endpoint.Builder admit(Gate asked) {
        this.gate = Optional.of(asked);
        return this;
    }

    @Override
    public Endpoint.Builder subprotocols(String first, String... more) {
        subprotocols.clear();
        subprotocols.add(first);
        subprotocols.addAll(List.of(more));
        for (String name : subprotocols) {
            if (name.equals(WireForm.SLUICE_V1)) {
                throw new IllegalArgumentException(
                        at() + "the sub-protocol " + name + " is always spoken and need not be said");
            }
            if (!Tokens.isToken(name)) {
                throw new IllegalArgumentException(at() + "the sub-protocol '" + name + "' is no token (RFC 9110)");
            }
        }
        return this;
    }

    @Override
    public <O> Endpoint.Builder serve(OneWayChannel<O> channel, Handler<? super OneWayStream<O>> handler) {
        return serve(new Service.OneWay<>(channel, handler));
    }

    @Override
    public <I, O> Endpoint.Builder serve(TwoWayChannel<I, O> channel, Handler<? super TwoWayStream<I, O>> handler) {
        return serve(new Service.TwoWay<>(channel, handler));
    }

    @Override
    public <O> Endpoint.Builder serve(OneWayChannel<O> channel, Topic<O> topic) {
        requireSame(channel, topic.channel());
        return serve(new Service.Fed<>(channel, opening -> topic));
    }

    @Override
    public <K, O> Endpoint.Builder serve(OneWayChannel<O> channel, Topics<K, O> topics, Function<Opening, K> key) {
        requireSame(channel, topics.channel());
        return serve(new Service.Fed<>(channel, opening -> topics.get(key.apply(opening))));
    }

    private void requireSame(Channel<?> channel, Channel<?> published) {
        if (!channel.equals(published)) {
            throw new IllegalArgumentException(at() + "the topic publishes on the channel '" + published.name()
                    + "'; serve that one, or make the topic of '" + channel.name() + "'");
        }
    }

    private Endpoint.Builder serve(Service given) {
        services.add(given);
        return this;
    }

    @Override
    public Endpoint.Builder share(Endpoint first, Endpoint... more) {
        share(first);
        List.of(more).forEach(this::share);
        return this;
    }

    private void share(Endpoint endpoint) {
        if (!(endpoint instanceof EndpointSpec spec) || spec.service() instanceof Service.Shared) {
            throw new IllegalArgumentException(at() + "cannot share " + endpoint.pathTemplate()
                    + ", which is shared itself or was not made by Endpoint.at");
        }
        shared.add(spec);
    }

    @Override
    public Endpoint build() {
        if (services.isEmpty() && shared.isEmpty()) {
            throw new IllegalStateException(at() + "serves nothing; call serve(channel, handler or topic)");
        }
        boolean single = services.size() == 1 && shared.isEmpty();
        Service service = single ? services.get(0) : new Service.Shared(parts());
        Set<Protocol> able = able(service);
        for (Protocol protocol : asked) {
            if (!able.contains(protocol)) {
                throw new IllegalArgumentException(at() + whyNotSse(service));
            }
        }
        if (!single && !subprotocols.isEmpty()) {
            throw new IllegalArgumentException(
                    at() + "is shared, so its sub-protocol is " + WireForm.SLUICE_V1 + " and no other");
        }
        return new EndpointSpec(template, service, Set.copyOf(asked.isEmpty() ? able : asked), gate,
                spoken());
    }

    /** What shares the connection: endpoints, and channels by their names. */
    private List<EndpointSpec> parts() {
        List<EndpointSpec> parts = new ArrayList<>();
        for (Service service : services) {
            parts.add(new EndpointSpec(pathByName(service.channel()), service, able(service), Optional.empty(),
                    List.of(WireForm.SLUICE_V1)));
        }
        parts.addAll(shared);
        Set<String> shapes = new HashSet<>();
        for (EndpointSpec part : parts) {
            if (!shapes.add(part.template().shape())) {
                throw new IllegalArgumentException(at() + "serves two channels at " + part.template()
                        + "; give one another name, or a path by share(Endpoint.at(path).serve(channel, ...).build())");
            }
        }
        return List.copyOf(parts);
    }

    private PathTemplate pathByName(Channel<?> channel) {
        String path = "/" + channel.name();
        try {
            return PathTemplate.literal(path);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(at() + "clients would subscribe to the channel '" + channel.name()
                    + "' by its name, which is no path; say share(Endpoint.at(path).serve(channel, ...).build())", e);
        }
    }

    private List<String> spoken() {
        List<String> spoken = new ArrayList<>(subprotocols);
        spoken.add(WireForm.SLUICE_V1);
        return List.copyOf(spoken);
    }

    private static Set<Protocol> able(Service service) {
        return service instanceof Service.Shared || isText(service.channel())
                ? EnumSet.allOf(Protocol.class)
                : EnumSet.of(Protocol.WEB_SOCKET);
    }

    private static boolean isText(Channel<?> channel) {
        boolean in = !(channel instanceof TwoWayChannel<?, ?> two) || two.incoming().form() == Form.TEXT;
        return in && channel.outgoing().form() == Form.TEXT;
    }

    private static String whyNotSse(Service service) {
        Channel<?> channel = service.channel();
        return "the channel '" + channel.name()
                + "' has a binary codec and SSE carries text only; use WEB_SOCKET, or a text codec such as JsonCodec";
    }

    private String at() {
        return "endpoint " + template + ": ";
    }
}
