package dev.sluice.helidon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

import dev.sluice.Channel;
import dev.sluice.Close;
import dev.sluice.Codec;
import dev.sluice.Endpoint;
import dev.sluice.OneWayChannel;
import dev.sluice.Transport;
import dev.sluice.TransportConfig;
import dev.sluice.TransportException;
import io.helidon.webserver.WebServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(30)
class HelidonTransportTest {

    private static final OneWayChannel<String> TICKS = Channel.oneWay("ticks", Codec.text());

    private final BlockingQueue<Close> closed = new LinkedBlockingQueue<>();
    private final Endpoint ticks = Endpoint.at("/ticks").serve(TICKS, stream -> {
        stream.whenClosed().thenAccept(closed::add);
        stream.send("hello");
        stream.whenClosed().toCompletableFuture().join();
    }).build();
    private final Transport transport = HelidonTransport.create(onPort(0), List.of(ticks));

    private static TransportConfig onPort(int port) {
        return TransportConfig.builder().host("127.0.0.1").port(port).build();
    }

    @AfterEach
    void close() {
        transport.close();
    }

    private RawClient open(String headers) throws Exception {
        RawClient client = new RawClient(transport.port());
        client.get("/ticks", headers).readTo("hello");
        return client;
    }

    @Test
    void startsOnce() {
        assertThatThrownBy(transport::port).isInstanceOf(IllegalStateException.class);
        assertThat(transport.unwrap(WebServer.class)).isEmpty();
        transport.start();
        assertThat(transport.port()).isPositive();
        assertThat(transport.unwrap(WebServer.class)).isPresent();
        assertThat(transport.unwrap(String.class)).isEmpty();
        assertThatThrownBy(transport::start).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void closesOnce() throws Exception {
        transport.start();
        int port = transport.port();
        try (RawClient sse = open("")) {
            transport.close();
            assertThat(sse.readAll()).endsWith("0\r\n\r\n");
        }
        assertThat(closed.take().cause()).isEqualTo(Close.Cause.SHUTDOWN);
        transport.close();
        assertThatThrownBy(() -> new Socket(InetAddress.getLoopbackAddress(), port))
                .isInstanceOf(ConnectException.class);
        assertThatThrownBy(transport::start).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void closesBeforeItStarts() {
        transport.close();
        assertThat(transport.start().port()).isPositive();
    }

    @Test
    void closesOnAnInterruptedThread() {
        transport.start();
        Thread.currentThread().interrupt();
        transport.close();
        assertThat(Thread.interrupted()).isTrue();
    }

    @Test
    void saysThatItCannotBind() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            try (Transport second = HelidonTransport.create(onPort(taken.getLocalPort()), List.of(ticks))) {
                assertThatThrownBy(second::start).isInstanceOf(TransportException.class)
                        .hasMessageContaining("127.0.0.1:" + taken.getLocalPort());
                assertThatThrownBy(second::port).isInstanceOf(IllegalStateException.class);
            }
        }
    }

    @Test
    void leavesOtherPathsAlone() throws Exception {
        transport.start();
        try (RawClient client = new RawClient(transport.port())) {
            assertThat(client.get("/other", "").head()).startsWith("HTTP/1.1 404 ");
        }
    }

    @ParameterizedTest
    @CsvSource({"fin, PEER_CLOSED, LOST", "rst, LOST, LOST"})
    void noticesThatAnIdleClientIsGone(String how, Close.Cause sse, Close.Cause webSocket) throws Exception {
        transport.start();
        leave(open(""), how);
        assertThat(closed.poll(5, TimeUnit.SECONDS).cause()).isEqualTo(sse);
        leave(open(RawClient.UPGRADE), how);
        assertThat(closed.poll(5, TimeUnit.SECONDS).cause()).isEqualTo(webSocket);
        await().until(() -> transport.streamCount() == 0);
    }

    private static void leave(RawClient client, String how) throws Exception {
        if (how.equals("rst")) {
            client.reset();
        } else {
            client.close();
        }
    }

    @Test
    void saysGoodbyeToTheClientThatSaidIt() throws Exception {
        transport.start();
        try (RawClient client = open(RawClient.UPGRADE)) {
            client.send(RawClient.frame(8, new byte[]{3, (byte) 0xe8})).socket.shutdownOutput();
            assertThat(client.readAll()).isEqualTo("\u0088\u0002\u0003\u00e8");
        }
        assertThat(closed.take().cause()).isEqualTo(Close.Cause.PEER_CLOSED);
    }

    @Test
    void leavesNothingBehind() throws Exception {
        try (Warnings warnings = new Warnings()) {
            runOnce();
            Set<Thread> before = threads();
            runOnce();
            await().pollInSameThread().untilAsserted(() -> assertThat(threads()).isSubsetOf(before));
            assertThat(warnings.stop()).isEmpty();
        }
    }

    private void runOnce() throws Exception {
        CountDownLatch returned = new CountDownLatch(2);
        Endpoint quiet = Endpoint.at("/ticks").serve(TICKS, stream -> {
            stream.send("hello");
            stream.whenClosed().toCompletableFuture().join();
            returned.countDown();
        }).build();
        try (Transport once = HelidonTransport.create(onPort(0), List.of(quiet)).start();
                RawClient sse = new RawClient(once.port());
                RawClient webSocket = new RawClient(once.port())) {
            sse.get("/ticks", "").readTo("hello");
            webSocket.get("/ticks", RawClient.UPGRADE).readTo("hello");
            sse.close();
            webSocket.reset();
            returned.await();
        }
    }

    /** Platform threads, but for Helidon's timer of idle connections, which lives as long as the process. */
    private static Set<Thread> threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> !thread.getName().equals("helidon-idle-connection-timer")
                        && !thread.getName().startsWith("ForkJoinPool"))
                .collect(Collectors.toSet());
    }
}
