package dev.sluice.tck;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

import dev.sluice.Close;
import dev.sluice.Protocol;
import dev.sluice.Transport;
import dev.sluice.TransportConfigBuilder;
import dev.sluice.client.Backoff;
import dev.sluice.client.Gap;
import dev.sluice.client.OneWayClientStream;
import dev.sluice.client.SluiceClient;
import dev.sluice.client.SluiceClientBuilder;
import org.junit.jupiter.api.AfterEach;

/** Chapters told by Sluice's Java client, as its users have it: through its public API, on the JDK's connections. */
abstract class JavaClientChapter extends NetworkChapter {

    // Within it a client notices what the JDK does not tell it; a stall of a busy machine is shorter.
    private static final Duration SILENCE = Duration.ofSeconds(6);

    /** What a client was told to have missed; a test that expects nothing says so at its end. */
    final BlockingQueue<Gap> gaps = new LinkedBlockingQueue<>();

    private final HttpClient http = HttpClient.newBuilder().connectTimeout(Waiting.deadline())
            .version(HttpClient.Version.HTTP_1_1).build();
    private final List<SluiceClient> clients = new CopyOnWriteArrayList<>();

    JavaClientChapter(TransportFactory factory) {
        super(factory);
    }

    /** A configuration to change, whose clients come back soon, and hear of it more often than they must. */
    static TransportConfigBuilder settings() {
        return config().heartbeat(SILENCE.dividedBy(4)).sseRetry(Duration.ofMillis(20));
    }

    /** A client of this endpoint, closed after the test. */
    final SluiceClient client(Protocol protocol, Transport transport, String path) {
        return client(protocol, transport.port(), path);
    }

    /** A client of this endpoint, closed after the test. */
    final SluiceClient client(Protocol protocol, int port, String path) {
        return built(start(port, path).over(protocol));
    }

    /** A client that chooses the protocol by itself, closed after the test. */
    final SluiceClient client(Transport transport, String path) {
        return built(start(transport.port(), path));
    }

    private SluiceClientBuilder start(int port, String path) {
        return SluiceClient.to(URI.create("http://127.0.0.1:" + port + path)).http(http)
                .connectTimeout(Waiting.deadline()).silence(SILENCE)
                .backoff(Backoff.between(Duration.ofMillis(5), Duration.ofMillis(50)));
    }

    private SluiceClient built(SluiceClientBuilder builder) {
        SluiceClient client = builder.build();
        clients.add(client);
        return client;
    }

    /** The next message. */
    static <O> O next(OneWayClientStream<O> stream) {
        return stream.receive(Waiting.deadline()).orElseThrow(() -> new AssertionError(
                stream.isOpen() ? "the client got no message in time" : "the client's stream ended: " + endOf(stream)));
    }

    /** The next messages must be these. */
    static void assertNext(OneWayClientStream<String> stream, int from, int to, IntFunction<String> message) {
        IntStream.rangeClosed(from, to).forEach(i -> assertThat(next(stream)).isEqualTo(message.apply(i)));
    }

    /** Why the client's stream ended. */
    static Close endOf(OneWayClientStream<?> stream) {
        return Waiting.get(stream.whenClosed(), "the client's stream ends");
    }

    /** Ends before the transports do, so that no client comes back. */
    @AfterEach
    final void closeClients() {
        clients.forEach(SluiceClient::close);
        clients.clear();
        http.shutdownNow();
    }
}
