package dev.sluice.internal.engine;

import java.util.function.Consumer;

import dev.sluice.OneWayStream;
import dev.sluice.Opening;
import dev.sluice.Topic;
import dev.sluice.TwoWayStream;
import dev.sluice.internal.endpoint.Service;
import dev.sluice.internal.stream.LiveStream;

/** Brings streams to those who serve them. */
final class Services {

    private final Handlers handlers;

    Services(Handlers handlers) {
        this.handlers = handlers;
    }

    /** What serves a stream that has this opening; asks for its topic now, while the opening can still be refused. */
    Consumer<LiveStream<?, ?>> server(Service service, Opening opening) {
        return switch (service) {
            case Service.OneWay<?> one -> stream -> serve(one, stream);
            case Service.TwoWay<?, ?> two -> stream -> serve(two, stream);
            case Service.Fed<?> fed -> joining(fed, opening);
            case Service.Shared shared -> stream -> {
                // Each of the streams that share it is served by itself.
            };
        };
    }

    // A stream is made with the channel of its endpoint, so its type is that of the endpoint's handler or topic.

    @SuppressWarnings("unchecked")
    private <O> void serve(Service.OneWay<O> service, LiveStream<?, ?> stream) {
        handlers.start(service.handler(), (OneWayStream<O>) stream, stream);
    }

    @SuppressWarnings("unchecked")
    private <I, O> void serve(Service.TwoWay<I, O> service, LiveStream<?, ?> stream) {
        handlers.start(service.handler(), (TwoWayStream<I, O>) stream, stream);
    }

    @SuppressWarnings("unchecked")
    private static <O> Consumer<LiveStream<?, ?>> joining(Service.Fed<O> service, Opening opening) {
        Topic<O> topic = service.topic().apply(opening);
        return stream -> topic.join((OneWayStream<O>) stream);
    }
}
