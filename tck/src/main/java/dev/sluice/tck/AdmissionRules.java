package dev.sluice.tck;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import dev.sluice.Admission;
import dev.sluice.Endpoint;
import dev.sluice.Gate;
import dev.sluice.Headers;
import dev.sluice.Opening;
import dev.sluice.Protocol;
import dev.sluice.Transport;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Who may open a WebSocket: pages of which origin (RFC 6455 section 10.2), and whom the gate lets in. */
abstract class AdmissionRules extends WireChapter {

    AdmissionRules(TransportFactory factory) {
        super(factory);
    }

    /** A page's origin and the host that it asked for. */
    private record Page(String origin, String host) {}

    @Test
    @Rule("HS-23")
    @DisplayName("HS-23 a client that sends no Origin is let in")
    void noOrigin() {
        Transport transport = startEchoes();
        assertThat(statusFor(transport, handshake(transport, "/text"))).isEqualTo(101);
    }

    @TestFactory
    @Rule("HS-24")
    @DisplayName("HS-24 a page of the same host and port is let in, default ports filled in")
    Stream<DynamicTest> sameOrigin() {
        Transport transport = startEchoes();
        String own = "127.0.0.1:" + transport.port();
        return DynamicTest.stream(Stream.of(
                new Page("http://" + own, own), new Page("http://example.org", "example.org"),
                new Page("http://example.org", "example.org:80"), new Page("http://example.org:80", "example.org"),
                new Page("http://example.org:8080", "example.org:8080"), new Page("http://example.org", "Example.ORG"),
                new Page("https://example.org", "example.org"), new Page("https://example.org", "example.org:443"),
                new Page("http://[::1]:8080", "[::1]:8080"), new Page("http://[::1]", "[::1]")), Page::toString,
                page -> assertThat(statusFor(transport, handshake(transport, "/text").set("Host", page.host())
                        .add("Origin", page.origin()))).isEqualTo(101));
    }

    @TestFactory
    @Rule("HS-25")
    @DisplayName("HS-25 a page of another origin gets status 403")
    Stream<DynamicTest> otherOrigins() {
        Transport transport = startEchoes(config().allowedOrigins(Set.of("https://friend.example")).build());
        return DynamicTest.stream(
                Stream.of("http://evil.example", "http://example.org:81", "http://example.org:8080",
                        "http://example.org:80.evil.example", "http://example.org.evil.example",
                        "http://evil-example.org", "http://sub.example.org", "http://example.org@evil.example",
                        "http://evil.example/example.org", "http://evil.example#example.org", "null", "example.org",
                        "//example.org", "http:",
                        "ftp://example.org", "http://friend.example", "https://friend.example.evil.example",
                        "https://friend.example:444", "http://example.org http://evil.example", "*"),
                origin -> origin,
                origin -> assertThat(statusFor(transport, handshake(transport, "/text").set("Host", "example.org")
                        .add("Origin", origin))).isEqualTo(403));
    }

    @Test
    @Rule("HS-26")
    @DisplayName("HS-26 a page of an origin in allowedOrigins is let in")
    void allowedOrigins() {
        Transport transport = startEchoes(
                config().allowedOrigins(Set.of("https://friend.example", "http://other.example:8080")).build());
        assertThat(statusFor(transport, from(transport, "https://friend.example"))).isEqualTo(101);
        assertThat(statusFor(transport, from(transport, "http://other.example:8080"))).isEqualTo(101);
        assertThat(statusFor(transport, from(transport, "http://127.0.0.1:" + transport.port()))).isEqualTo(101);
    }

    @Test
    @Rule("HS-27")
    @DisplayName("HS-27 allowedOrigins of * lets in every page")
    void everyOrigin() {
        Transport transport = startEchoes(config().allowedOrigins(Set.of("*")).build());
        assertThat(statusFor(transport, from(transport, "https://anybody.example"))).isEqualTo(101);
        assertThat(statusFor(transport, from(transport, "null"))).isEqualTo(101);
    }

    @Test
    @Rule("HS-28")
    @DisplayName("HS-28 a gate's refusal gives its status, its reason as the body, and its headers; no handler runs")
    void theGateRefuses() {
        AtomicInteger served = new AtomicInteger();
        Transport transport = start(gated(opening -> new Admission.Refused(401, "who are you?",
                Headers.of(Map.of("WWW-Authenticate", List.of("Basic realm=\"a\"", "Bearer"), "Retry-After",
                        List.of("7")))),
                served));
        RawResponse response = answer(transport, handshake(transport, "/gated/7"));
        assertThat(response.status()).isEqualTo(401);
        assertThat(response.body()).isEqualTo("who are you?");
        assertThat(response.headers().all("WWW-Authenticate")).containsExactly("Basic realm=\"a\"", "Bearer");
        assertThat(response.header("Retry-After")).isEqualTo("7");
        assertThat(response.headers().all("Upgrade")).isEmpty();
        assertThat(served).hasValue(0);
        assertThat(transport.streamCount()).isZero();
    }

    @TestFactory
    @Rule("HS-28")
    @DisplayName("HS-28 a gate may refuse with any status from 400 to 599")
    Stream<DynamicTest> anyStatus() {
        Transport transport = start(
                gated(opening -> Admission.refused(Integer.parseInt(opening.path("id")), "résumé …"),
                        new AtomicInteger()));
        return DynamicTest.stream(Stream.of(400, 401, 403, 404, 409, 418, 429, 451, 500, 503, 599),
                status -> "" + status,
                status -> {
                    RawResponse response = answer(transport, handshake(transport, "/gated/" + status));
                    assertThat(response.status()).isEqualTo(status);
                    assertThat(response.body()).isEqualTo("résumé …");
                });
    }

    @Test
    @Rule("HS-29")
    @DisplayName("HS-29 a gate that throws is closed: status 500, and nothing of the exception")
    void theGateThrows() {
        AtomicInteger served = new AtomicInteger();
        Transport transport = start(gated(opening -> {
            throw new IllegalStateException("secret");
        }, served));
        RawResponse response = answer(transport, handshake(transport, "/gated/7"));
        assertThat(response.status()).isEqualTo(500);
        assertThat(response.body() + response.headers().asMap()).doesNotContain("secret", "java.", "dev.sluice")
                .doesNotContainIgnoringCase("exception");
        assertThat(served).hasValue(0);
    }

    @Test
    @Rule("HS-30")
    @DisplayName("HS-30 the name that the gate gave is the stream's principal")
    void theGateNames() {
        Transport transport = start(Endpoint.at("/who")
                .admit(opening -> opening.query("name").map(Admission::admittedAs).orElse(Admission.admitted()))
                .serve(TEXT, stream -> stream.send(stream.opening().principal().toString())).build());
        open(transport, "/who?name=ann").expectText("Optional[ann]");
        open(transport, "/who").expectText("Optional.empty");
    }

    @Test
    @Rule("HS-31")
    @DisplayName("HS-31 the gate sees how the client came")
    void theGateSees() {
        BlockingQueue<Opening> seen = new LinkedBlockingQueue<>();
        Transport transport = start(gated(opening -> {
            seen.add(opening);
            return Admission.admittedAs("ann");
        }, new AtomicInteger()));
        open(transport,
                handshake(transport, "/gated/7?a=b").add("Cookie", "c=d").add("Sec-WebSocket-Protocol", "x, v1"));
        Opening opening = take(seen, "an opening at the gate");
        assertThat(opening.protocol()).isEqualTo(Protocol.WEB_SOCKET);
        assertThat(opening.path("id")).isEqualTo("7");
        assertThat(opening.query("a")).contains("b");
        assertThat(opening.headers().first("cookie")).contains("c=d");
        assertThat(opening.subprotocol()).contains("v1");
        assertThat(opening.principal()).isEqualTo(Optional.empty());
        assertThat(opening.secure()).isFalse();
    }

    @Test
    @Rule("HS-32")
    @DisplayName("HS-32 a gate that blocks delays nobody else")
    void aBlockedGateDelaysNobody() {
        CountDownLatch release = new CountDownLatch(1);
        BlockingQueue<String> asked = new LinkedBlockingQueue<>();
        int slow = 2 * Runtime.getRuntime().availableProcessors() + 2;
        Transport transport = start(textEcho(), gated(opening -> {
            asked.add("the gate");
            release.await();
            return Admission.refused(429, "too slow");
        }, new AtomicInteger()));
        List<RawConnection> waiting = IntStream.range(0, slow).mapToObj(i -> connect(transport)).toList();
        waiting.forEach(connection -> connection.send(handshake(transport, "/gated/1").bytes()));
        waiting.forEach(connection -> take(asked, "the gate asked for every connection"));
        for (int i = 0; i < slow; i++) {
            WebSocketClient quick = open(transport, "/text").send(Frame.text("quick"));
            quick.expectText("quick");
        }
        release.countDown();
        waiting.forEach(connection -> assertThat(RawResponse.readHead(connection).status()).isEqualTo(429));
    }

    private static Endpoint gated(Gate gate, AtomicInteger served) {
        return Endpoint.at("/gated/{id}").admit(gate).subprotocols("v1").serve(TEXT, stream -> {
            served.incrementAndGet();
            stream.receive();
        }).build();
    }

    private int statusFor(Transport transport, RawRequest request) {
        return answer(transport, request).status();
    }

    private static RawRequest from(Transport transport, String origin) {
        return handshake(transport, "/text").add("Origin", origin);
    }

    private static RawRequest handshake(Transport transport, String target) {
        return RawRequest.handshake(transport.port(), target);
    }
}
