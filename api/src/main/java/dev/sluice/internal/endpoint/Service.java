package dev.sluice.internal.endpoint;

import java.util.List;
import java.util.function.Function;

import dev.sluice.Channel;
import dev.sluice.Codec;
import dev.sluice.Handler;
import dev.sluice.OneWayChannel;
import dev.sluice.OneWayStream;
import dev.sluice.Opening;
import dev.sluice.Topic;
import dev.sluice.TwoWayChannel;
import dev.sluice.TwoWayStream;

/** Who serves the streams of an endpoint, and on which channel. */
public sealed interface Service {

    /** What is said. */
    Channel<?> channel();

    /** A handler for each stream, which listens to nobody. */
    record OneWay<O>(OneWayChannel<O> channel, Handler<? super OneWayStream<O>> handler) implements Service {}

    /** A handler for each stream, which listens. */
    record TwoWay<I, O>(TwoWayChannel<I, O> channel, Handler<? super TwoWayStream<I, O>> handler) implements Service {}

    /** A topic that each stream joins, found by how the client came. */
    record Fed<O>(OneWayChannel<O> channel, Function<Opening, Topic<O>> topic) implements Service {}

    /** Endpoints whose streams share connections. */
    record Shared(List<EndpointSpec> parts) implements Service {

        /** What carries them all; nothing is said on it. */
        private static final OneWayChannel<byte[]> CONNECTION = Channel.oneWay("shared", Codec.bytes());

        @Override
        public OneWayChannel<byte[]> channel() {
            return CONNECTION;
        }
    }
}
