package dev.sluice.tck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The network between two plain sockets. */
class BadNetworkTest {

    private static final int LATE_MILLIS = 10_000;

    private final ServerSocket listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
    private BadNetwork network = BadNetwork.to(listener.getLocalPort(), Weather.CALM);
    private Socket client = new Socket();
    private Socket server = new Socket();

    BadNetworkTest() throws IOException {
        // For the listener.
    }

    @BeforeEach
    void calm() throws IOException {
        connect(Weather.CALM);
    }

    /** Until the network has connected, too: a reset before would be one of its connecting. */
    private void connectThrough(Weather weather) throws IOException {
        connect(weather);
        client.getOutputStream().write(7);
        assertThat(server.getInputStream().read()).isEqualTo(7);
    }

    private void connect(Weather weather) throws IOException {
        close();
        network = BadNetwork.to(listener.getLocalPort(), weather);
        client = new Socket(InetAddress.getLoopbackAddress(), network.port());
        server = listener.accept();
        client.setSoTimeout(LATE_MILLIS);
        server.setSoTimeout(LATE_MILLIS);
    }

    @AfterEach
    void close() throws IOException {
        client.close();
        server.close();
        network.close();
    }

    private static byte[] some(int count) {
        byte[] bytes = new byte[count];
        new Random(count).nextBytes(bytes);
        return bytes;
    }

    private static void reset(Socket socket) throws IOException {
        socket.setSoLinger(true, 0);
        socket.close();
    }

    private static CompletableFuture<Void> writing(Socket socket, byte[] bytes) {
        return Waiting.runAside(() -> {
            try {
                socket.getOutputStream().write(bytes);
                socket.shutdownOutput();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    private void assertCarries(int count) throws IOException {
        byte[] bytes = some(count);
        CompletableFuture<Void> up = writing(client, bytes);
        CompletableFuture<Void> down = writing(server, bytes);
        assertThat(server.getInputStream().readAllBytes()).isEqualTo(bytes);
        assertThat(client.getInputStream().readAllBytes()).isEqualTo(bytes);
        Waiting.get(up, "the client has written");
        Waiting.get(down, "the server has written");
    }

    @Test
    @DisplayName("a calm one carries every byte both ways, and FIN behind them")
    void carries() throws IOException {
        assertCarries(1 << 20);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 7, 4_095, 100_000})
    @DisplayName("pieces of any size, and late, are the same bytes")
    void pieces(int size) throws IOException {
        connect(Weather.both(Way.CALM.pieces(1, size).latency(Duration.ofMillis(1))));
        assertCarries(20_000);
    }

    @Test
    @DisplayName("pieces are written one by one, and what coalesces at once")
    void writesPieces() throws IOException {
        connect(Weather.both(Way.CALM.pieces(3).bandwidth(100)));
        server.getOutputStream().write(some(9));
        byte[] buffer = new byte[9];
        assertThat(client.getInputStream().read(buffer)).isEqualTo(3);
        connect(Weather.both(Way.CALM.latency(Duration.ofMillis(300)).coalescing()));
        for (byte b : some(9)) {
            server.getOutputStream().write(b);
        }
        assertThat(client.getInputStream().read(buffer)).isEqualTo(9);
    }

    @Test
    @DisplayName("bytes come no earlier than the latency wants, nor faster than the bandwidth")
    void isSlow() throws IOException {
        connect(Weather.both(Way.CALM.latency(Duration.ofMillis(150))));
        long begin = System.nanoTime();
        server.getOutputStream().write(1);
        assertThat(client.getInputStream().read()).isEqualTo(1);
        assertThat(System.nanoTime() - begin).isGreaterThanOrEqualTo(150_000_000);
        connect(Weather.both(Way.CALM.bandwidth(100_000)));
        begin = System.nanoTime();
        server.getOutputStream().write(some(20_000));
        client.getInputStream().readNBytes(20_000);
        assertThat(System.nanoTime() - begin).isGreaterThanOrEqualTo(190_000_000);
    }

    @Test
    @DisplayName("FIN is passed on in its direction alone")
    void fin() throws IOException {
        client.shutdownOutput();
        assertThat(server.getInputStream().read()).isEqualTo(-1);
        server.getOutputStream().write(7);
        assertThat(client.getInputStream().read()).isEqualTo(7);
        server.shutdownOutput();
        assertThat(client.getInputStream().read()).isEqualTo(-1);
        connect(Weather.CALM);
        server.shutdownOutput();
        assertThat(client.getInputStream().read()).isEqualTo(-1);
        client.getOutputStream().write(8);
        assertThat(server.getInputStream().read()).isEqualTo(8);
    }

    @Test
    @DisplayName("RST is passed on, behind what was sent before, either way")
    void resets() throws IOException {
        client.getOutputStream().write(7);
        reset(client);
        assertThat(server.getInputStream().read()).isEqualTo(7);
        assertThatThrownBy(server.getInputStream()::read).isInstanceOf(SocketException.class);
        connect(Weather.CALM);
        reset(server);
        assertThatThrownBy(client.getInputStream()::read).isInstanceOf(SocketException.class);
    }

    @Test
    @DisplayName("RST overtakes nothing that is under way, for its latency or for want of bandwidth, and is as late itself")
    void resetsOvertakeNothing() throws IOException {
        for (Way way : List.of(Way.CALM.latency(Duration.ofMillis(400)), Way.CALM.pieces(2_000).bandwidth(20_000))) {
            connectThrough(new Weather(Way.CALM, way));
            long begin = System.nanoTime();
            // No more than the network's buffer takes: what is still in the sender's own a reset does destroy.
            server.getOutputStream().write(some(8_000));
            reset(server);
            assertThat(client.getInputStream().readNBytes(8_000)).isEqualTo(some(8_000));
            assertThatThrownBy(client.getInputStream()::read).isInstanceOf(SocketException.class);
            assertThat(System.nanoTime() - begin).isGreaterThanOrEqualTo(390_000_000);
        }
        connectThrough(new Weather(Way.CALM, Way.CALM.latency(Duration.ofMillis(200))));
        long begin = System.nanoTime();
        reset(server);
        assertThatThrownBy(client.getInputStream()::read).isInstanceOf(SocketException.class);
        assertThat(System.nanoTime() - begin).isGreaterThanOrEqualTo(200_000_000);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8})
    @DisplayName("RST is passed on as RST while the other direction is stuck: it ends a write that FIN would leave alone")
    void resetsWhileStuck(int round) throws IOException {
        AtomicLong written = new AtomicLong();
        CompletableFuture<Void> broken = writeEndlessly(written);
        Waiting.untilStill("the server's writing", written::get);
        reset(client);
        Waiting.get(broken, "the server's writing breaks in round " + round);
    }

    /** Completed when the connection breaks. */
    private CompletableFuture<Void> writeEndlessly(AtomicLong written) {
        return Waiting.runAside(() -> {
            byte[] bytes = some(1_000);
            try {
                while (true) {
                    server.getOutputStream().write(bytes);
                    written.addAndGet(bytes.length);
                }
            } catch (IOException e) {
                // The test is over.
            }
        });
    }

    @Test
    @DisplayName("a reader that is slow is felt by the writer, and keeps nothing from the other direction")
    void backpressure() throws IOException {
        AtomicLong written = new AtomicLong();
        CompletableFuture<Void> broken = writeEndlessly(written);
        long before = Waiting.untilStill("the server's writing", written::get);
        assertThat(before).isLessThan(16 << 20);
        client.getOutputStream().write(7);
        assertThat(server.getInputStream().read()).isEqualTo(7);
        client.getInputStream().readNBytes((int) before);
        Waiting.until("the writer goes on", () -> written.get() > before);
        reset(client);
        Waiting.get(broken, "the server's writing breaks");
    }

    @Test
    @DisplayName("it strikes behind the byte that was said: a reset")
    void strikesByReset() throws IOException {
        connect(new Weather(Way.CALM.struck(Strike.RESET, 3), Way.CALM));
        client.getOutputStream().write(some(10));
        assertThat(server.getInputStream().readNBytes(3)).isEqualTo(Arrays.copyOf(some(10), 3));
        assertThatThrownBy(server.getInputStream()::read).isInstanceOf(SocketException.class);
        assertThatThrownBy(client.getInputStream()::read).isInstanceOf(SocketException.class);
    }

    @Test
    @DisplayName("it strikes behind the byte that was said: a FIN, with the other direction going on")
    void strikesByFin() throws IOException {
        connect(new Weather(Way.CALM, Way.CALM.struck(Strike.FIN, 3)));
        server.getOutputStream().write(some(10));
        assertThat(client.getInputStream().readAllBytes()).hasSize(3);
        client.getOutputStream().write(7);
        assertThat(server.getInputStream().read()).isEqualTo(7);
        connect(new Weather(Way.CALM, Way.CALM.struck(Strike.FIN_BOTH, 3)));
        server.getOutputStream().write(some(10));
        assertThat(client.getInputStream().readAllBytes()).hasSize(3);
        assertThat(server.getInputStream().read()).isEqualTo(-1);
    }

    @Test
    @DisplayName("it strikes behind the byte that was said: silence, either way, also of FIN and RST")
    void strikesBySilence() throws IOException {
        connect(new Weather(Way.CALM.struck(Strike.SILENCE, 3), Way.CALM));
        client.getOutputStream().write(some(10));
        assertThat(server.getInputStream().readNBytes(3)).hasSize(3);
        server.setSoTimeout(200);
        client.setSoTimeout(200);
        // The strike follows the third byte, and a moment later holds the other way too.
        Waiting.until("silence falls", () -> {
            server.getOutputStream().write(7);
            try {
                return client.getInputStream().read() < 0;
            } catch (SocketTimeoutException e) {
                return true;
            }
        });
        server.getOutputStream().write(7);
        assertThatThrownBy(client.getInputStream()::read).isInstanceOf(SocketTimeoutException.class);
        assertThatThrownBy(server.getInputStream()::read).isInstanceOf(SocketTimeoutException.class);
        reset(client);
        assertThatThrownBy(server.getInputStream()::read).isInstanceOf(SocketTimeoutException.class);
    }
}
