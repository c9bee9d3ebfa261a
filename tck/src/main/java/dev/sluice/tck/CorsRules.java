package dev.sluice.tck;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

import dev.sluice.Admission;
import dev.sluice.Endpoint;
import dev.sluice.Headers;
import dev.sluice.Protocol;
import dev.sluice.Transport;
import dev.sluice.TransportConfig;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Which web pages may read event streams (Fetch standard, section 3.2). */
abstract class CorsRules extends WireChapter {

    private static final String FRIEND = "https://friend.example";
    private static final String ORIGIN = "Access-Control-Allow-Origin";
    private static final String CREDENTIALS = "Access-Control-Allow-Credentials";

    private final AtomicInteger asked = new AtomicInteger();

    CorsRules(TransportFactory factory) {
        super(factory);
    }

    private Transport startNews(TransportConfig config) {
        return start(config, Endpoint.at("/news").admit(opening -> {
            asked.incrementAndGet();
            return opening.query("no").isPresent()
                    ? new Admission.Refused(401, "who are you?", Headers.of("Vary", "Cookie"))
                    : Admission.admitted();
        }).serve(NEWS, WireChapter::stay).build(), textEcho());
    }

    private Transport startNews(boolean credentials, String... allowed) {
        return startNews(config().allowedOrigins(Set.of(allowed)).allowCredentials(credentials).build());
    }

    private static RawRequest from(Transport transport, String origin) {
        return RawRequest.get(transport.port(), "/news").add("Origin", origin);
    }

    private static RawRequest preflight(Transport transport, String origin) {
        return from(transport, origin).method("OPTIONS").add("Access-Control-Request-Method", "GET");
    }

    private static void assertNoGrant(RawResponse response) {
        assertThat(response.headers().asMap().keySet()).noneMatch(name -> name.startsWith("access-control-"));
    }

    @TestFactory
    @Rule("CORS-1")
    @DisplayName("CORS-1 a page of an origin that is not allowed gets status 403, no grant, and no gate is asked")
    Stream<DynamicTest> foreign() {
        Transport none = startNews(false);
        Transport some = startNews(true, FRIEND);
        return DynamicTest.stream(Stream.of("http://evil.example", "null", "https://friend.example.evil.example",
                "http://friend.example", "https://friend.example:444", "https://sub.friend.example", "*"),
                origin -> origin, origin -> {
                    for (Transport transport : new Transport[]{none, some}) {
                        RawResponse response = answer(transport, from(transport, origin));
                        assertThat(response.status()).isEqualTo(403);
                        assertNoGrant(response);
                    }
                    assertThat(asked).hasValue(0);
                });
    }

    @Test
    @Rule("CORS-2")
    @DisplayName("CORS-2 a page of the same host and port, and a client without an Origin, are served without a grant")
    void sameOrigin() {
        for (Transport transport : new Transport[]{startNews(false), startNews(true, FRIEND)}) {
            String own = "http://127.0.0.1:" + transport.port();
            for (RawRequest request : new RawRequest[]{from(transport, own),
                RawRequest.get(transport.port(), "/news")}) {
                RawResponse response = head(transport, request);
                assertThat(response.status()).isEqualTo(200);
                assertNoGrant(response);
            }
        }
    }

    @Test
    @Rule("CORS-3")
    @DisplayName("CORS-3 a page of an allowed origin gets the stream with that origin as Access-Control-Allow-Origin, "
            + "once")
    void allowed() {
        Transport transport = startNews(false, FRIEND, "http://other.example:8080");
        for (String origin : new String[]{FRIEND, "http://other.example:8080"}) {
            RawResponse response = head(transport, from(transport, origin));
            assertThat(response.status()).isEqualTo(200);
            assertThat(response.header(ORIGIN)).isEqualTo(origin);
            assertThat(response.headers().all(CREDENTIALS)).isEmpty();
        }
    }

    @Test
    @Rule("CORS-4")
    @DisplayName("CORS-4 where origins are allowed, every answer for a stream says Vary: Origin, also without an Origin")
    void vary() {
        Transport transport = startNews(false, FRIEND);
        for (RawRequest request : new RawRequest[]{from(transport, FRIEND), RawRequest.get(transport.port(), "/news"),
            from(transport, "http://evil.example"), RawRequest.get(transport.port(), "/news?no"),
            preflight(transport, FRIEND)}) {
            assertThat(head(transport, request).has("Vary", "Origin")).as(request.toString()).isTrue();
        }
        assertThat(head(transport, RawRequest.get(transport.port(), "/news?no")).has("Vary", "Cookie")).isTrue();
    }

    @Test
    @Rule("CORS-5")
    @DisplayName("CORS-5 with allowCredentials an allowed page gets Access-Control-Allow-Credentials: true, others not")
    void credentials() {
        Transport transport = startNews(true, FRIEND);
        RawResponse response = head(transport, from(transport, FRIEND).add("Cookie", "a=1"));
        assertThat(response.header(ORIGIN)).isEqualTo(FRIEND);
        assertThat(response.header(CREDENTIALS)).isEqualTo("true");
        assertNoGrant(answer(transport, from(transport, "http://evil.example")));
    }

    @Test
    @Rule("CORS-6")
    @DisplayName("CORS-6 with * every page gets Access-Control-Allow-Origin: *, and no credentials")
    void everybody() {
        Transport transport = startNews(false, "*");
        for (String origin : new String[]{"https://anybody.example", "null"}) {
            RawResponse response = head(transport, from(transport, origin));
            assertThat(response.status()).isEqualTo(200);
            assertThat(response.header(ORIGIN)).isEqualTo("*");
            assertThat(response.headers().all(CREDENTIALS)).isEmpty();
        }
    }

    @Test
    @Rule("CORS-7")
    @DisplayName("CORS-7 a refusal has the same headers, so that an allowed page can read its status")
    void refusals() {
        Transport transport = startNews(config().allowedOrigins(Set.of(FRIEND)).allowCredentials(true).maxHeaders(10)
                .maxStreams(1).build());
        RawRequest large = from(transport, FRIEND);
        for (int i = 0; i < 10; i++) {
            large.add("X-" + i, "x");
        }
        assertRefusedReadably(answer(transport, large), 431);
        assertRefusedReadably(answer(transport, from(transport, FRIEND).method("POST")), 405);
        assertRefusedReadably(answer(transport, from(transport, FRIEND).add("Accept", "image/png")), 406);
        assertRefusedReadably(answer(transport, RawRequest.get(transport.port(), "/news?no").add("Origin", FRIEND)),
                401);
        assertThat(head(transport, from(transport, FRIEND)).status()).isEqualTo(200);
        assertRefusedReadably(answer(transport, from(transport, FRIEND)), 503);
    }

    private static void assertRefusedReadably(RawResponse response, int status) {
        assertThat(response.status()).isEqualTo(status);
        assertThat(response.header(ORIGIN)).isEqualTo(FRIEND);
        assertThat(response.header(CREDENTIALS)).isEqualTo("true");
    }

    @Test
    @Rule("CORS-8")
    @DisplayName("CORS-8 a preflight of an allowed page gets status 204, what it may do, and no body; no gate is asked")
    void preflight() {
        Transport transport = startNews(true, FRIEND);
        RawConnection connection = connect(transport);
        connection.send(preflight(transport, FRIEND)
                .add("Access-Control-Request-Headers", "last-event-id,x-token").bytes());
        RawResponse response = RawResponse.readHead(connection);
        assertThat(response.status()).isEqualTo(204);
        assertThat(response.header(ORIGIN)).isEqualTo(FRIEND);
        assertThat(response.header(CREDENTIALS)).isEqualTo("true");
        assertThat(response.header("Access-Control-Allow-Methods")).isEqualTo("GET");
        assertThat(response.has("Access-Control-Allow-Headers", "last-event-id")).isTrue();
        assertThat(response.has("Access-Control-Allow-Headers", "x-token")).isTrue();
        assertThat(Integer.parseInt(response.header("Access-Control-Max-Age"))).isPositive();
        // RFC 9110 section 8.6 wants none, but Helidon always sends a zero, which harms nobody.
        assertThat(response.headers().all("Content-Length")).isSubsetOf("0");
        assertThat(response.headers().all("Transfer-Encoding")).isEmpty();
        assertThat(asked).hasValue(0);
        connection.send(from(transport, FRIEND).bytes());
        assertThat(RawResponse.readHead(connection).status()).isEqualTo(200);
    }

    @Test
    @Rule("CORS-9")
    @DisplayName("CORS-9 a preflight of a page that is not allowed gets status 403 and no grant")
    void foreignPreflight() {
        Transport transport = startNews(true, FRIEND);
        RawResponse response = answer(transport, preflight(transport, "http://evil.example"));
        assertThat(response.status()).isEqualTo(403);
        assertNoGrant(response);
    }

    @Test
    @Rule("CORS-10")
    @DisplayName("CORS-10 a preflight that asks for what is no header name gets status 400, and nothing is repeated")
    void badPreflight() {
        Transport transport = startNews(false, FRIEND);
        RawResponse response = answer(transport,
                preflight(transport, FRIEND).add("Access-Control-Request-Headers", "x-token, <script>"));
        assertThat(response.status()).isEqualTo(400);
        assertThat(response.headers().all("Access-Control-Allow-Headers")).isEmpty();
        assertThat(response.body()).doesNotContain("script");
    }

    @Test
    @Rule("CORS-11")
    @DisplayName("CORS-11 OPTIONS that is no preflight, or where no SSE is served, gets status 405")
    void otherOptions() {
        Transport transport = startNews(false, FRIEND);
        assertThat(answer(transport, from(transport, FRIEND).method("OPTIONS")).status()).isEqualTo(405);
        assertThat(answer(transport, preflight(transport, FRIEND).without("Origin")).status()).isEqualTo(405);
        RawRequest webSocketAlone = RawRequest.get(transport.port(), "/text").method("OPTIONS").add("Origin", FRIEND)
                .add("Access-Control-Request-Method", "GET");
        assertThat(answer(transport, webSocketAlone).status()).isEqualTo(405);
    }

    @Test
    @Rule("CORS-12")
    @DisplayName("CORS-12 the handshake of a WebSocket has nothing of CORS, which does not apply to it")
    void webSocket() {
        Transport transport = startNews(true, FRIEND);
        RawRequest handshake = asking(Protocol.WEB_SOCKET, transport, "/news").add("Origin", FRIEND);
        RawResponse response = head(transport, handshake);
        assertThat(response.status()).isEqualTo(101);
        assertNoGrant(response);
    }
}
