package dev.sluice.client.internal.carrier;

import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.LongSupplier;

import dev.sluice.client.internal.wire.ClientFrame;
import dev.sluice.client.internal.wire.PostBody;

/** One POST at a time, for one thread. */
final class Poster {

    private final Settings settings;
    private final Session session;
    private final LongSupplier lastEvent;

    Poster(Settings settings, Session session, LongSupplier lastEvent) {
        this.settings = settings;
        this.session = session;
        this.lastEvent = lastEvent;
    }

    /**
     * What the server said.
     *
     * @param status of HTTP, 0 where there was no answer
     * @param received up to which frame all was taken, where it says so
     * @param retry how long to stay away, where it says so
     */
    record Answer(int status, OptionalLong received, Optional<Duration> retry) {}

    /** How large a body may be. */
    int largest() {
        return session.largest();
    }

    Settings settings() {
        return settings;
    }

    /** Sends these frames, of which the first has this number. */
    Answer post(long number, List<ClientFrame> frames) throws InterruptedException {
        HttpRequest.Builder request = settings.request().timeout(settings.connectTimeout());
        session.name(request);
        request.setHeader("Sluice-Sequence", Long.toString(number));
        request.setHeader(Settings.LAST_EVENT_ID, Long.toString(lastEvent.getAsLong()));
        request.setHeader("Content-Type", "application/octet-stream");
        request.POST(HttpRequest.BodyPublishers.ofByteArray(PostBody.of(frames)));
        try {
            HttpResponse<Void> response = settings.http().send(request.build(), HttpResponse.BodyHandlers.discarding());
            return new Answer(response.statusCode(), received(response), Events.retryAfter(response));
        } catch (IOException e) {
            return new Answer(0, OptionalLong.empty(), Optional.empty());
        }
    }

    private static OptionalLong received(HttpResponse<?> response) {
        return response.headers().firstValue("Sluice-Received").filter(value -> value.matches("[0-9]{1,18}"))
                .map(value -> OptionalLong.of(Long.parseLong(value))).orElse(OptionalLong.empty());
    }
}
