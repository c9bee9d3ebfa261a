package dev.sluice.tck;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;

import dev.sluice.OneWayStream;
import dev.sluice.Transport;
import dev.sluice.TwoWayStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Clients that send without a pause. */
abstract class FloodRules extends Chapter {

    /** More than a runtime has threads for I/O. */
    static final int FLOODERS = 2 * Runtime.getRuntime().availableProcessors();
    private static final int ECHOES = 20;
    private static final byte[] MANY_PONGS = Frame.bytes(pongs(10_000));

    FloodRules(TransportFactory factory) {
        super(factory);
    }

    private static Frame[] pongs(int count) {
        Frame[] pongs = new Frame[count];
        Arrays.fill(pongs, Frame.pong(""));
        return pongs;
    }

    @Test
    @Rule("FLOW-14")
    @DisplayName("FLOW-14 clients that flood the transport with pongs keep nobody from their turn")
    void flood() {
        Transport transport = start(Served.talk(FloodRules::echo));
        List<WebSocketPeer> flooders = new ArrayList<>();
        try (WebSocketPeer other = WebSocketPeer.open(transport.port(), Served.TALK_PATH)) {
            CountDownLatch flooding = new CountDownLatch(FLOODERS);
            for (int i = 0; i < FLOODERS; i++) {
                flooders.add(flooder(Wire.to(transport.port()), flooding));
            }
            Waiting.await(flooding, "the flood");
            for (int i = 0; i < ECHOES; i++) {
                other.send("still there? " + i);
                assertThat(other.next()).isEqualTo("still there? " + i);
            }
        } finally {
            flooders.forEach(flooder -> flooder.wire().reset());
        }
    }

    @Test
    @Rule("FLOW-15")
    @DisplayName("FLOW-15 a client that floods and does not answer the Close is cut after closeTimeout")
    void floodAfterClose() {
        Guests<TwoWayStream<String, String>> guests = new Guests<>();
        Transport transport = start(config().closeTimeout(Duration.ofMillis(300)).build(), Served.talk(guests));
        CountDownLatch flooding = new CountDownLatch(1);
        WebSocketPeer flooder = flooder(Wire.to(transport.port()), flooding);
        try {
            OneWayStream<String> stream = guests.next();
            Waiting.await(flooding, "the flood");
            stream.close();
            Waiting.until("streamCount() is 0", () -> transport.streamCount() == 0);
        } finally {
            flooder.wire().reset();
        }
    }

    static void echo(TwoWayStream<String, String> stream) {
        for (String message : stream) {
            stream.send(message);
        }
    }

    /** A client that sends pongs until its connection ends, and is flooding when the latch says so. */
    static WebSocketPeer flooder(Wire wire, CountDownLatch flooding) {
        WebSocketPeer flooder = WebSocketPeer.open(wire, Served.TALK_PATH);
        Thread.ofPlatform().daemon().name("flooder").start(() -> {
            try {
                flooder.wire().write(MANY_PONGS);
                flooding.countDown();
                while (true) {
                    flooder.wire().write(MANY_PONGS);
                }
            } catch (UncheckedIOException e) {
                // The connection has ended: that is the end of the flood.
            }
        });
        return flooder;
    }
}
