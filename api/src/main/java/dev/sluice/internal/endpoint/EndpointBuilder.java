package dev.sluice.internal.endpoint;

import java.util.ArrayList;
import java.util.EnumSet;
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
import org.jspecify.annotations.Nullable;

/** Collects what is said about an endpoint and refuses what cannot work. */
public final class EndpointBuilder implements Endpoint.Builder {

    private final PathTemplate template;
    private final List<String> subprotocols = new ArrayList<>();
    private final Set<Protocol> asked = EnumSet.noneOf(Protocol.class);
    private Optional<Gate> gate = Optional.empty();
    private @Nullable Service service;

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
        if (service != null) {
            throw new IllegalStateException(at() + "already serves " + service.channel().name()
                    + "; make another endpoint for " + given.channel().name());
        }
        service = given;
        return this;
    }

    @Override
    public Endpoint build() {
        if (service == null) {
            throw new IllegalStateException(at() + "serves nothing; call serve(channel, handler or topic)");
        }
        Set<Protocol> able = able(service.channel());
        for (Protocol protocol : asked) {
            if (!able.contains(protocol)) {
                throw new IllegalArgumentException(at() + whyNotSse(service.channel()));
            }
        }
        return new EndpointSpec(template, service, Set.copyOf(asked.isEmpty() ? able : asked), gate,
                spoken());
    }

    private List<String> spoken() {
        List<String> spoken = new ArrayList<>(subprotocols);
        spoken.add(WireForm.SLUICE_V1);
        return List.copyOf(spoken);
    }

    private static Set<Protocol> able(Channel<?> channel) {
        return isText(channel) ? EnumSet.allOf(Protocol.class) : EnumSet.of(Protocol.WEB_SOCKET);
    }

    private static boolean isText(Channel<?> channel) {
        boolean in = !(channel instanceof TwoWayChannel<?, ?> two) || two.incoming().form() == Form.TEXT;
        return in && channel.outgoing().form() == Form.TEXT;
    }

    private static String whyNotSse(Channel<?> channel) {
        return "the channel '" + channel.name()
                + "' has a binary codec and SSE carries text only; use WEB_SOCKET, or a text codec such as JsonCodec";
    }

    private String at() {
        return "endpoint " + template + ": ";
    }
}
