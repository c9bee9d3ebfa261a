package dev.sluice.client.internal.carrier;

import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Asks for event streams. */
final class Events {

    private static final int OK = 200;
    private static final int LONGEST_REASON = 200;
    private static final Duration REASON = Duration.ofSeconds(1);
    private static final String TYPE = "text/event-stream";

    private final Settings settings;

    Events(Settings settings) {
        this.settings = settings;
    }

    /**
     * The events that this request brings.
     *
     * @throws CarrierEndedException if there are none: refused or lost
     */
    EventStream get(HttpRequest.Builder request) throws InterruptedException {
        HttpRequest get = request.GET().setHeader("Accept", TYPE).setHeader("Cache-Control", "no-store").build();
        HttpResponse<Flow.Publisher<List<ByteBuffer>>> response = answer(
                settings.http().sendAsync(get, HttpResponse.BodyHandlers.ofPublisher()));
        EventStream events = new EventStream(settings.silence(), settings.largestMessage());
        response.body().subscribe(events);
        if (response.statusCode() == OK && isEvents(response)) {
            return events;
        }
        String text = events.text(REASON, LONGEST_REASON).map(it -> ": " + it).orElse("");
        throw new CarrierEndedException(new CarrierEnd.Refused(response.statusCode(),
                "status " + response.statusCode() + text, retryAfter(response)));
    }

    private <T> HttpResponse<T> answer(CompletableFuture<HttpResponse<T>> asked) throws InterruptedException {
        try {
            return asked.get(settings.connectTimeout().toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw new CarrierEndedException(CarrierEnd.lost("no connection: " + e.getCause()));
        } catch (TimeoutException e) {
            asked.cancel(true);
            throw new CarrierEndedException(CarrierEnd.lost("no answer within " + settings.connectTimeout()));
        } catch (InterruptedException e) {
            asked.cancel(true);
            throw e;
        }
    }

    private static boolean isEvents(HttpResponse<?> response) {
        return response.headers().firstValue("Content-Type").filter(type -> type.startsWith(TYPE)).isPresent();
    }

    /** How long a response asks to stay away, where it says so in seconds. */
    static Optional<Duration> retryAfter(HttpResponse<?> response) {
        return response.headers().firstValue("Retry-After").filter(value -> value.matches("[0-9]{1,9}"))
                .map(value -> Duration.ofSeconds(Long.parseLong(value)));
    }
}
