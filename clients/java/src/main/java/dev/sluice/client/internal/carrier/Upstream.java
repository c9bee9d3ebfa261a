package dev.sluice.client.internal.carrier;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

import dev.sluice.client.internal.wire.ClientFrame;

/** The client's half of a session. One thread of its own sends one POST after the other; one that failed is sent again. */
final class Upstream {

    private static final int SERVER_ERROR = 500;

    private final Poster poster;
    private final Consumer<CarrierEnd> onEnd;
    private final Outbox outbox = new Outbox();
    private final Thread thread;
    private int largest;
    private int attempts;

    Upstream(Poster poster, Consumer<CarrierEnd> onEnd) {
        this.poster = poster;
        this.onEnd = onEnd;
        this.largest = poster.largest();
        this.thread = Thread.ofVirtual().name("sluice-client-post").unstarted(this::run);
    }

    void start() {
        thread.start();
    }

    CompletionStage<?> send(ClientFrame frame) {
        return outbox.add(frame);
    }

    /** Notes that an event came. */
    void received() {
        outbox.eventCame();
    }

    void stop() {
        outbox.close();
        if (Thread.currentThread() != thread) {
            thread.interrupt();
        }
    }

    private void run() {
        try {
            while (outbox.awaitWork()) {
                long first = outbox.first();
                List<ClientFrame> batch = outbox.batch(largest);
                heed(first, batch, poster.post(first, batch));
            }
        } catch (InterruptedException e) {
            // Stopped: the session is over.
        } catch (CarrierEndedException e) {
            onEnd.accept(e.end());
        }
    }

    private void heed(long first, List<ClientFrame> batch, Poster.Answer answer) throws InterruptedException {
        switch (answer.status()) {
            case 204, 409 -> taken(first, batch, answer);
            case 413 -> shrink(batch);
            case 400 -> throw new CarrierEndedException(
                    new CarrierEnd.Closed(1002, "the server could not read a POST", Optional.empty(), true));
            case 403 -> throw new CarrierEndedException(
                    new CarrierEnd.Closed(1008, "POST: status 403", Optional.empty(), true));
            default -> {
                if (isOver(answer.status())) {
                    throw new CarrierEndedException(new CarrierEnd.Lost("POST: status " + answer.status(),
                            answer.retry()));
                }
                again(answer.retry());
            }
        }
    }

    private static boolean isOver(int status) {
        return status != 0 && status < SERVER_ERROR && status != 408 && status != 425 && status != 429;
    }

    private void taken(long first, List<ClientFrame> batch, Poster.Answer answer) throws InterruptedException {
        long received = answer.received().orElse(answer.status() == 204 ? first + batch.size() - 1 : -1);
        if (!outbox.takenUpTo(received)) {
            throw new CarrierEndedException(CarrierEnd.lost("the server has got frames up to " + received
                    + ", which cannot be: " + first + " was the next one"));
        }
        if (received >= first || batch.isEmpty()) {
            attempts = 0;
        } else {
            again(answer.retry());
        }
    }

    private void shrink(List<ClientFrame> batch) {
        if (batch.size() <= 1) {
            throw new CarrierEndedException(
                    new CarrierEnd.Closed(1009, "a message is too large for a POST", Optional.empty(), true));
        }
        largest = Math.max(1, largest / 2);
    }

    private void again(Optional<Duration> retry) throws InterruptedException {
        Settings settings = poster.settings();
        settings.pause().pause(retry.orElse(Duration.ZERO).plus(settings.backoff().delay(attempts)));
        attempts++;
    }
}
