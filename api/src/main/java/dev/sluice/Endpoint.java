package dev.sluice;

import java.util.List;
import java.util.Set;
import java.util.function.Function;

import dev.sluice.internal.endpoint.EndpointBuilder;

/**
 * A path template, the channel at it, who serves it and the policies for it. Immutable; one endpoint may be carried by
 * several transports. Made by {@link #at}, not implemented by applications.
 *
 * <p>An endpoint with several channels is <b>shared</b>: a client opens one connection, by the WebSocket sub-protocol
 * {@code sluice.v1}, and on it as many streams as it likes, up to {@link Limits#maxSubscriptions()}. Each is a stream as any
 * other, with an {@link Opening}, limits and an end of its own. What may wait for the handlers of one connection is 16
 * times {@link Limits#maxMessageBytes()} altogether; then reading stops.
 */
public interface Endpoint {

    /**
     * Starts building an endpoint.
     *
     * @param pathTemplate an absolute path such as {@code /chat/{room}}, whose segments are each a literal or one
     *            parameter; a parameter matches one segment that is not empty
     * @throws IllegalArgumentException if the template is malformed
     */
    static Builder at(String pathTemplate) {
        return new EndpointBuilder(pathTemplate);
    }

    /** The path template. */
    String pathTemplate();

    /** What is said here: one channel, or several if the endpoint is shared. */
    List<Channel<?>> channels();

    /** What may carry its streams. */
    Set<Protocol> protocols();

    /**
     * An endpoint being built. Who serves it is said at least once; everything else has a default. Said more than once, it
     * is a shared endpoint, whose clients subscribe to {@code /} and the channel's name.
     */
    interface Builder {

        /**
         * Only these protocols. Without it, all that the channel can travel by: SSE and WebSocket for a channel of text,
         * WebSocket alone where a codec is binary. On SSE the client's half of a two-way channel goes by POST to the same path;
         * a browser's {@code EventSource} cannot do that, {@code docs/protocol.md} says how.
         */
        Builder over(Protocol first, Protocol... more);

        /**
         * Asks this gate before a stream opens, or before a connection that is shared does. Without it everybody is let in.
         */
        Builder admit(Gate gate);

        /**
         * The WebSocket sub-protocols that the application can speak here (RFC 6455 section 1.9), besides
         * {@code sluice.v1}, which has a cursor with each message and is always spoken. The first one on the client's list
         * that is known is agreed on; none, if none is known.
         *
         * @throws IllegalArgumentException if a name is no token of RFC 9110, or is {@code sluice.v1}
         */
        Builder subprotocols(String first, String... more);

        /** Serves each stream by a handler. */
        <O> Builder serve(OneWayChannel<O> channel, Handler<? super OneWayStream<O>> handler);

        /** Serves each stream by a handler. */
        <I, O> Builder serve(TwoWayChannel<I, O> channel, Handler<? super TwoWayStream<I, O>> handler);

        /**
         * Joins each stream to a topic, with no thread a client.
         *
         * @throws IllegalArgumentException if the topic is one of another channel
         */
        <O> Builder serve(OneWayChannel<O> channel, Topic<O> topic);

        /**
         * Joins each stream to the topic of its key, with no thread a client.
         *
         * @param key the key of a stream, for instance {@code opening -> opening.path("match")}; what it throws refuses
         *            the opening with status 500
         * @throws IllegalArgumentException if the topics are of another channel
         */
        <K, O> Builder serve(OneWayChannel<O> channel, Topics<K, O> topics, Function<Opening, K> key);

        /**
         * Shares the connection among these endpoints: a client subscribes to the path of one of them, and its stream is
         * served as if it had been opened there, by the same gate, but without a connection of its own. They may be carried
         * by a transport themselves too. The {@link Opening} of a stream has the path and the query that its client subscribed
         * to; all else is that of the connection, also its path parameters where the endpoint has none of that name, and its
         * principal where the endpoint's gate names none.
         *
         * @throws IllegalArgumentException if one is shared itself
         */
        Builder share(Endpoint first, Endpoint... more);

        /**
         * The endpoint.
         *
         * @throws IllegalArgumentException if the channel cannot travel by a protocol that was asked for, or a shared endpoint
         *             has two channels at one path, or sub-protocols; the message says what to do
         * @throws IllegalStateException if nothing is served
         */
        Endpoint build();
    }
}
