package dev.sluice.client;

import java.net.URI;
import java.time.Duration;

import dev.sluice.Channel;
import dev.sluice.Codec;
import dev.sluice.OneWayChannel;
import dev.sluice.TwoWayChannel;

/** Clients and channels for tests. */
final class Clients {

    static final OneWayChannel<String> NEWS = Channel.oneWay("news", Codec.text());
    static final TwoWayChannel<String, String> CHAT = Channel.twoWay("chat", Codec.text(), Codec.text());

    /** In which everything that is tested happens. */
    static final Duration DEADLINE = Duration.ofSeconds(10);

    private Clients() {}

    /** One that comes back quickly. */
    static SluiceClientBuilder to(URI uri) {
        return SluiceClient.to(uri).backoff(Backoff.between(Duration.ofMillis(20), Duration.ofMillis(200)))
                .connectTimeout(Duration.ofSeconds(3));
    }

    /** The next message. */
    static <O> O next(OneWayClientStream<O> stream) {
        return stream.receive(DEADLINE).orElseThrow(() -> new AssertionError(
                stream.isOpen() ? "no message came" : "the stream has ended: " + stream.whenClosed()));
    }
}
