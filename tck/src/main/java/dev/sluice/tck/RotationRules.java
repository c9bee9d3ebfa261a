package dev.sluice.tck;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.stream.IntStream;

import dev.sluice.Close;
import dev.sluice.Close.Cause;
import dev.sluice.ManualTime;
import dev.sluice.OneWayStream;
import dev.sluice.Protocol;
import dev.sluice.Transport;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Streams that have reached their age, by a clock that the tests move. */
abstract class RotationRules extends Chapter {

    private static final Duration MAX_AGE = Duration.ofSeconds(100);

    private final ManualTime time = new ManualTime();
    private final Guests<OneWayStream<String>> guests = new Guests<>();

    RotationRules(TransportFactory factory) {
        super(factory);
    }

    @ParameterizedTest
    @EnumSource
    @Rule("ROTATE-1")
    @DisplayName("ROTATE-1 a stream that is as old as maxAge ends with code 1001 after what was sent; SSE ends by a short "
            + "retry and the last chunk")
    void goodbye(Protocol protocol) {
        Transport transport = start(config().time(time).maxAge(MAX_AGE).sseRetry(Duration.ofSeconds(2)).build(),
                Served.lines(guests));
        try (Peer peer = Peer.open(protocol, transport.port(), Served.LINES_PATH)) {
            OneWayStream<String> stream = guests.next();
            List<String> messages = IntStream.range(0, 200).mapToObj(i -> i + "x".repeat(10_000)).toList();
            messages.forEach(stream::send);
            time.advance(MAX_AGE);
            Close close = Guests.closeOf(stream);
            assertThat(close.cause()).isEqualTo(Cause.ROTATED);
            assertThat(close.code()).isEqualTo(1001);
            assertThat(peer.rest()).isEqualTo(messages);
            assertThat(peer.ended()).isEqualTo(Peer.Goodbye.orderly(protocol, 1001, close.reason()));
            if (peer instanceof SseClient events) {
                assertThat(events.events().retry()).contains("200");
            }
        }
    }

    @Test
    @Rule("ROTATE-2")
    @DisplayName("ROTATE-2 each stream ends at an age of its own, between four fifths of maxAge and all of it")
    void ages() {
        Duration young = MAX_AGE.multipliedBy(4).dividedBy(5).minusMillis(1);
        // The pings show that the engine has looked at the clock.
        Transport transport = start(config().time(time).maxAge(MAX_AGE).heartbeat(young).build(),
                Served.lines(guests));
        List<Peer> peers = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            peers.add(Peer.open(i % 2 == 0 ? Protocol.SSE : Protocol.WEB_SOCKET, transport.port(), Served.LINES_PATH));
            guests.next();
        }
        try {
            time.advance(young);
            peers.stream().filter(WebSocketPeer.class::isInstance).map(WebSocketPeer.class::cast)
                    .forEach(WebSocketPeer::awaitPing);
            assertThat(transport.streams()).hasSize(40);
            time.advance(MAX_AGE.dividedBy(10));
            Waiting.until("some are ended", () -> transport.streams().size() < 40);
            assertThat(transport.streams()).isNotEmpty();
            time.advance(MAX_AGE);
            Waiting.until("all are ended", () -> transport.streams().isEmpty());
        } finally {
            peers.forEach(Peer::close);
        }
    }

    @Test
    @Rule("ROTATE-3")
    @DisplayName("ROTATE-3 the handler of an old stream ends as with every other end, and its client can come back at once")
    void comesBack() {
        BlockingQueue<Close> handled = new LinkedBlockingQueue<>();
        Transport transport = start(config().time(time).maxAge(MAX_AGE).build(), Served.talk(stream -> {
            stream.send("welcome");
            for (String ignored : stream) {
                // The end is what matters.
            }
            handled.add(Guests.closeOf(stream));
        }));
        for (int i = 0; i < 3; i++) {
            try (WebSocketPeer peer = WebSocketPeer.open(transport.port(), Served.TALK_PATH)) {
                assertThat(peer.next()).isEqualTo("welcome");
                time.advance(MAX_AGE);
                assertThat(peer.goodbye().code()).isEqualTo(1001);
                assertThat(Waiting.take(handled, "the handler returns").cause()).isEqualTo(Cause.ROTATED);
            }
        }
    }
}
