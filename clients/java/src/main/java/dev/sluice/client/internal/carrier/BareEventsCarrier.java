package dev.sluice.client.internal.carrier;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import dev.sluice.Protocol;
import dev.sluice.client.internal.wire.ClientFrame;
import dev.sluice.client.internal.wire.ServerEvent;
import dev.sluice.client.internal.wire.ServerFrame;

/** An event stream of a one-way channel, as a browser's {@code EventSource} reads it. */
final class BareEventsCarrier implements Carrier {

    private static final Pattern MISSED = Pattern.compile("\"missed\"\\s*:\\s*([0-9]{1,18})");

    private final EventStream events;
    private Optional<Duration> retry = Optional.empty();

    BareEventsCarrier(EventStream events) {
        this.events = events;
    }

    @Override
    public Protocol protocol() {
        return Protocol.SSE;
    }

    @Override
    public ServerFrame receive() throws InterruptedException {
        while (true) {
            Optional<ServerFrame> frame = frame(next());
            if (frame.isPresent()) {
                return frame.get();
            }
        }
    }

    private ServerEvent next() throws InterruptedException {
        try {
            return events.next();
        } catch (CarrierEndedException e) {
            throw e.end() instanceof CarrierEnd.Lost lost
                    ? new CarrierEndedException(new CarrierEnd.Lost(lost.why(), retry))
                    : e;
        }
    }

    private Optional<ServerFrame> frame(ServerEvent event) {
        return switch (event) {
            case ServerEvent.Comment comment -> Optional.empty();
            case ServerEvent.Retry it -> {
                retry = Optional.of(Duration.ofMillis(it.millis()));
                yield Optional.empty();
            }
            case ServerEvent.Position it -> Optional.of(new ServerFrame.Begin("", it.id()));
            case ServerEvent.Event it -> switch (it.type()) {
                case "message" -> Optional.of(new ServerFrame.Message("", it.id(),
                        it.data().getBytes(StandardCharsets.UTF_8)));
                case "sluice-gap" -> it.id().map(cursor -> new ServerFrame.Missed("", cursor, missed(it.data())));
                default -> Optional.empty();
            };
        };
    }

    private static OptionalLong missed(String data) {
        Matcher number = MISSED.matcher(data);
        return number.find() ? OptionalLong.of(Long.parseLong(number.group(1))) : OptionalLong.empty();
    }

    @Override
    public CompletionStage<?> send(ClientFrame frame) {
        return CompletableFuture.failedFuture(new IllegalStateException("a one-way channel"));
    }

    @Override
    public void close(int code, String reason) {
        abort();
    }

    @Override
    public void abort() {
        events.close();
    }
}
