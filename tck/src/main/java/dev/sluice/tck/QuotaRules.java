package dev.sluice.tck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;

import dev.sluice.Admission;
import dev.sluice.Endpoint;
import dev.sluice.Protocol;
import dev.sluice.Transport;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** How many streams a transport has at once. */
abstract class QuotaRules extends WireChapter {

    QuotaRules(TransportFactory factory) {
        super(factory);
    }

    /** Streams by both protocols at {@code /lines}, which stay; the query says what the gate does. */
    private static Endpoint lines(AtomicInteger asked) {
        return Endpoint.at(Served.LINES_PATH).admit(opening -> {
            asked.incrementAndGet();
            return switch (opening.query("gate").orElse("")) {
                case "no" -> Admission.refused(403, "no");
                case "broken" -> throw new IllegalStateException("broken");
                default -> Admission.admitted();
            };
        }).serve(NEWS, stream -> {
            if (!stream.opening().query().containsKey("short")) {
                stay(stream);
            }
        }).build();
    }

    private static void assertDenied(RawResponse response, int status, int limit) {
        assertThat(response.status()).isEqualTo(status);
        assertThat(response.header("Retry-After")).matches("[1-9][0-9]*");
        assertThat(response.body()).contains(Integer.toString(limit));
    }

    /** Opens as many streams as there is room for, which must be this many. */
    private void assertFree(Transport transport, int places) {
        for (int i = 0; i < places; i++) {
            openWhenFree(Protocol.SSE, transport, "");
        }
        assertThat(status(transport, RawRequest.get(transport.port(), Served.LINES_PATH))).isEqualTo(503);
    }

    @Test
    @Rule("LIMIT-10")
    @DisplayName("LIMIT-10 maxStreams streams are open at once, of both protocols together, and the next gets status "
            + "503 with Retry-After")
    void streams() {
        AtomicInteger asked = new AtomicInteger();
        Transport transport = start(config().maxStreams(3).build(), lines(asked));
        for (Protocol protocol : List.of(Protocol.SSE, Protocol.WEB_SOCKET, Protocol.SSE)) {
            assertThat(status(transport, asking(protocol, transport, Served.LINES_PATH))).isEqualTo(opened(protocol));
        }
        for (Protocol protocol : Protocol.values()) {
            assertDenied(answer(transport, asking(protocol, transport, Served.LINES_PATH)), 503, 3);
        }
        assertThat(asked).as("how often the gate was asked").hasValue(3);
    }

    @ParameterizedTest
    @EnumSource
    @Rule("LIMIT-11")
    @DisplayName("LIMIT-11 an address has maxStreamsPerAddress streams at once, and its next gets status 429 with "
            + "Retry-After")
    void streamsOfAnAddress(Protocol protocol) {
        AtomicInteger asked = new AtomicInteger();
        Transport transport = start(config().maxStreamsPerAddress(2).build(), lines(asked));
        RawRequest request = asking(protocol, transport, Served.LINES_PATH);
        assertThat(status(transport, request)).isEqualTo(opened(protocol));
        assertThat(status(transport, request)).isEqualTo(opened(protocol));
        assertDenied(answer(transport, request), 429, 2);
        assertThat(asked).as("how often the gate was asked").hasValue(2);
    }

    @Test
    @Rule("LIMIT-11")
    @DisplayName("LIMIT-11 another address has as many for itself")
    void anotherAddress() {
        // Elsewhere the system has no further loopback address.
        assumeTrue(System.getProperty("os.name").equals("Linux"));
        Transport transport = start(config().maxStreamsPerAddress(1).build(), lines(new AtomicInteger()));
        RawRequest request = RawRequest.get(transport.port(), Served.LINES_PATH);
        assertThat(status(transport, request)).isEqualTo(200);
        try (RawConnection other = RawConnection.open(transport.port(), new InetSocketAddress("127.0.0.2", 0))) {
            other.send(request.bytes());
            assertThat(RawResponse.readHead(other).status()).isEqualTo(200);
            assertThat(answer(transport, request).status()).isEqualTo(429);
        }
    }

    @ParameterizedTest
    @EnumSource
    @Rule("LIMIT-12")
    @DisplayName("LIMIT-12 a stream that ends frees its place, and no more than that")
    void endsFreePlaces(Protocol protocol) {
        Transport transport = start(beating().maxStreams(2).build(), lines(new AtomicInteger()));
        for (int i = 0; i < 3; i++) {
            RawConnection stays = openWhenFree(protocol, transport, "");
            RawConnection ended = openWhenFree(protocol, transport, "?short");
            if (protocol == Protocol.WEB_SOCKET) {
                ended.send(Frame.bytes(Frame.close(1000, "")));
            }
            openWhenFree(protocol, transport, "").reset();
            stays.reset();
        }
        assertFree(transport, 2);
    }

    @ParameterizedTest
    @EnumSource
    @Rule("LIMIT-12")
    @Needs(Capability.IDLE_END)
    @DisplayName("LIMIT-12 a stream that ends by FIN frees its place")
    void finFreesPlace(Protocol protocol) {
        Transport transport = start(config().maxStreams(2).build(), lines(new AtomicInteger()));
        for (int i = 0; i < 4; i++) {
            openWhenFree(protocol, transport, "").endOutput();
        }
        assertFree(transport, 2);
    }

    private RawConnection openWhenFree(Protocol protocol, Transport transport, String query) {
        RawRequest request = asking(protocol, transport, Served.LINES_PATH + query);
        AtomicReference<RawConnection> open = new AtomicReference<>();
        Waiting.until("a place is free", () -> {
            RawConnection connection = connect(transport);
            connection.send(request.bytes());
            open.set(connection);
            return RawResponse.readHead(connection).status() == opened(protocol);
        });
        return open.get();
    }

    @Test
    @Rule("LIMIT-13")
    @DisplayName("LIMIT-13 an opening that is refused frees its place")
    void refusalsFreePlaces() {
        Transport transport = start(config().maxStreams(2).build(), lines(new AtomicInteger()));
        for (int i = 0; i < 3; i++) {
            for (Protocol protocol : Protocol.values()) {
                assertThat(status(transport, asking(protocol, transport, Served.LINES_PATH + "?gate=no")))
                        .isEqualTo(403);
                assertThat(status(transport, asking(protocol, transport, Served.LINES_PATH + "?gate=broken")))
                        .isEqualTo(500);
                assertThat(status(transport, asking(protocol, transport, Served.LINES_PATH + "?%zz"))).isEqualTo(400);
            }
        }
        assertFree(transport, 2);
    }

    @ParameterizedTest
    @EnumSource
    @Rule("LIMIT-13")
    @DisplayName("LIMIT-13 a client that is gone before it is answered frees its place")
    void goneBeforeTheAnswer(Protocol protocol) {
        BlockingQueue<String> asked = new LinkedBlockingQueue<>();
        CountDownLatch release = new CountDownLatch(1);
        Transport transport = start(config().maxStreams(3).build(), lines(new AtomicInteger()),
                Endpoint.at("/slow").admit(opening -> {
                    asked.add("the gate");
                    release.await();
                    return Admission.admitted();
                }).serve(NEWS, WireChapter::stay).build());
        for (int i = 0; i < 3; i++) {
            RawConnection connection = connect(transport);
            connection.send(asking(protocol, transport, "/slow").bytes());
            take(asked, "the gate asked");
            connection.reset();
        }
        assertThat(status(transport, RawRequest.get(transport.port(), Served.LINES_PATH))).isEqualTo(503);
        release.countDown();
        assertFree(transport, 3);
    }

    @Test
    @Rule("LIMIT-14")
    @DisplayName("LIMIT-14 of clients that race for places exactly as many get one as there are")
    void race() {
        Transport transport = start(config().maxStreams(5).build(), lines(new AtomicInteger()));
        AtomicInteger open = new AtomicInteger();
        AtomicInteger refused = new AtomicInteger();
        List<CompletableFuture<Void>> all = IntStream.range(0, 40).mapToObj(i -> Waiting.runAside(() -> {
            Protocol protocol = i % 2 == 0 ? Protocol.SSE : Protocol.WEB_SOCKET;
            int status = status(transport, asking(protocol, transport, Served.LINES_PATH));
            if (status == opened(protocol)) {
                open.incrementAndGet();
            } else if (status == 503) {
                refused.incrementAndGet();
            }
        })).toList();
        all.forEach(one -> Waiting.get(one, "a client is answered"));
        assertThat(open).hasValue(5);
        assertThat(refused).hasValue(35);
    }
}
