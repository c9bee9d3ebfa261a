package dev.sluice.client.internal.carrier;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;

import dev.sluice.client.internal.wire.EventParser;
import dev.sluice.client.internal.wire.MalformedException;
import dev.sluice.client.internal.wire.ServerEvent;

/**
 * The events of one response. One thread takes them, any may close. A piece of the body is asked for when the one before it was
 * taken.
 */
final class EventStream implements Flow.Subscriber<List<ByteBuffer>> {

    private final Duration silence;
    private final EventParser parser;
    private final Arrivals<List<ByteBuffer>> arrivals = new Arrivals<>();
    private final Queue<ServerEvent> ready = new ArrayDeque<>();
    private final CompletableFuture<Flow.Subscription> subscription = new CompletableFuture<>();

    EventStream(Duration silence, int largest) {
        this.silence = silence;
        this.parser = new EventParser(largest);
    }

    /**
     * The next one, comments too; waits for it.
     *
     * @throws CarrierEndedException if there is none any more
     */
    ServerEvent next() throws InterruptedException {
        while (ready.isEmpty()) {
            List<ByteBuffer> pieces = arrivals.poll(silence).orElseThrow(this::silent);
            subscription.join().request(1);
            pieces.forEach(this::parse);
        }
        return ready.remove();
    }

    private void parse(ByteBuffer piece) {
        byte[] bytes = new byte[piece.remaining()];
        piece.get(bytes);
        try {
            ready.addAll(parser.feed(bytes));
        } catch (MalformedException e) {
            close();
            throw new CarrierEndedException(new CarrierEnd.Malformed(e.what()));
        }
    }

    private CarrierEndedException silent() {
        close();
        return new CarrierEndedException(CarrierEnd.lost("the server was silent for " + silence));
    }

    void close() {
        subscription.minimalCompletionStage().thenAccept(Flow.Subscription::cancel);
        arrivals.end(CarrierEnd.lost("it was cut"));
    }

    @Override
    public void onSubscribe(Flow.Subscription given) {
        subscription.complete(given);
        given.request(1);
    }

    @Override
    public void onNext(List<ByteBuffer> pieces) {
        arrivals.add(pieces);
    }

    @Override
    public void onError(Throwable error) {
        arrivals.end(CarrierEnd.lost("the event stream broke: " + error));
    }

    @Override
    public void onComplete() {
        arrivals.end(CarrierEnd.lost("the event stream ended"));
    }

    /** The pieces as they are, for a body that is none of events; at most as long as said. */
    Optional<String> text(Duration timeout, int most) throws InterruptedException {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        try {
            while (body.size() < most) {
                Optional<List<ByteBuffer>> pieces = arrivals.poll(timeout);
                if (pieces.isEmpty()) {
                    break;
                }
                subscription.join().request(1);
                for (ByteBuffer piece : pieces.get()) {
                    byte[] bytes = new byte[piece.remaining()];
                    piece.get(bytes);
                    body.writeBytes(bytes);
                }
            }
        } catch (CarrierEndedException e) {
            // That was all.
        }
        close();
        String text = body.toString(StandardCharsets.UTF_8).strip();
        return text.isEmpty() ? Optional.empty() : Optional.of(text.substring(0, Math.min(most, text.length())));
    }
}
