package dev.sluice.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import dev.sluice.Admission;
import dev.sluice.Channel;
import dev.sluice.Codec;
import dev.sluice.Endpoint;
import dev.sluice.Gate;
import dev.sluice.Headers;
import dev.sluice.OneWayChannel;
import dev.sluice.Opening;
import dev.sluice.Protocol;
import dev.sluice.TransportConfig;
import dev.sluice.internal.engine.Admissions.Decision;
import dev.sluice.spi.Answer;
import dev.sluice.spi.HttpRequest;
import dev.sluice.spi.HttpVersion;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("An opening")
@ExtendWith(QuietLog.class)
class AdmissionsTest {

    private static final OneWayChannel<String> NEWS = Channel.oneWay("news", Codec.text());

    private final List<Opening> asked = new ArrayList<>();
    private Gate gate = opening -> Admission.admitted();

    private Decision decide(HttpRequest request, Protocol... protocols) {
        Endpoint.Builder builder = Endpoint.at("/news/{city}").serve(NEWS, stream -> {}).subprotocols("v2")
                .admit(opening -> {
                    asked.add(opening);
                    return gate.admit(opening);
                });
        for (Protocol protocol : protocols) {
            builder.over(protocol);
        }
        return admissions().decide(request,
                new Router(List.of(builder.build())).find(request.rawPath()).orElseThrow());
    }

    private Opening opened(HttpRequest request) {
        return switch (decide(request)) {
            case Decision.Open open -> open.opening();
            case Decision.OfSession there -> throw new AssertionError("of a session");
            case Decision.Respond refuse -> throw new AssertionError("refused: " + refuse.response());
        };
    }

    private Answer.Response refused(int status, HttpRequest request, Protocol... protocols) {
        Answer.Response response = switch (decide(request, protocols)) {
            case Decision.Open open -> throw new AssertionError("opened: " + open.opening());
            case Decision.OfSession there -> throw new AssertionError("of a session");
            case Decision.Respond refuse -> refuse.response();
        };
        assertThat(response.status()).isEqualTo(status);
        assertThat(response.headers().first("Content-Type")).hasValue("text/plain; charset=utf-8");
        assertThat(response.body()).isNotBlank();
        return response;
    }

    @Test
    void knowsEverythingOfTheRequest() {
        Opening opening = opened(Requests.request("GET", "/news/a%20b", "x=1&x=2&y=%26", HttpVersion.HTTP_1_1,
                "Last-Event-ID", "e-7", "Accept", "text/event-stream"));

        assertThat(opening.protocol()).isEqualTo(Protocol.SSE);
        assertThat(opening.path()).isEqualTo("/news/a%20b");
        assertThat(opening.path("city")).isEqualTo("a b");
        assertThat(opening.query()).isEqualTo(Map.of("x", List.of("1", "2"), "y", List.of("&")));
        assertThat(opening.query("x")).hasValue("1");
        assertThat(opening.lastEventId()).hasValue("e-7");
        assertThat(opening.principal()).isEmpty();
        assertThat(opening.subprotocol()).isEmpty();
        assertThat(asked).containsExactly(opening);
    }

    @Test
    void agreesOnASubprotocolByWebSocketOnly() {
        assertThat(opened(Requests.webSocket("/news/x", "Sec-WebSocket-Protocol", "v1, v2")).subprotocol())
                .hasValue("v2");
        assertThat(opened(Requests.get("/news/x", "Sec-WebSocket-Protocol", "v2")).subprotocol()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"POST", "HEAD", "OPTIONS", "PUT", "get", "X"})
    void isRefusedByAnotherMethodThanGet(String method) {
        Answer.Response response = refused(405, Requests.request(method, "/news/x", "", HttpVersion.HTTP_1_1));

        assertThat(response.headers().all("Allow")).containsExactly("GET");
        assertThat(asked).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"text/event-stream", "*/*", "text/*", "TEXT/Event-Stream", "text/html, text/event-stream",
        "text/html;q=0.9, */*;q=0.1", "text/event-stream;charset=utf-8", "text/* ; q=1", ""})
    void isTakenByAnAcceptThatCoversEventStreams(String accept) {
        assertThat(opened(Requests.get("/news/x", "Accept", accept)).protocol()).isEqualTo(Protocol.SSE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"text/html", "application/json, text/plain", "application/*", "event-stream", "text", "*"})
    void isRefusedByAnAcceptThatDoesNot(String accept) {
        refused(406, Requests.get("/news/x", "Accept", accept));
        assertThat(asked).isEmpty();
    }

    @Test
    void isRefusedWithoutAnUpgradeWhereThereIsOnlyWebSocket() {
        Answer.Response response = refused(426, Requests.get("/news/x"), Protocol.WEB_SOCKET);

        assertThat(response.headers().asMap()).containsEntry("Upgrade", List.of("websocket"))
                .containsEntry("Connection", List.of("Upgrade")).containsEntry("Sec-WebSocket-Version", List.of("13"));
    }

    @Test
    void isRefusedWithAnUpgradeWhereThereIsOnlySse() {
        refused(400, Requests.webSocket("/news/x"), Protocol.SSE);
    }

    @Test
    void isAnEventStreamWhenTheUpgradeIsToSomethingElse() {
        assertThat(opened(Requests.get("/news/x", "Upgrade", "h2c", "Connection", "Upgrade")).protocol())
                .isEqualTo(Protocol.SSE);
    }

    @Test
    void isRefusedByABadHandshakeBeforeTheGateIsAsked() {
        refused(400, Requests.webSocket("/news/x", "Connection", "close"));
        refused(426, Requests.webSocket("/news/x", "Sec-WebSocket-Version", "8"));
        refused(400, Requests.webSocket("/news/x", "Sec-WebSocket-Key", "x"));
        refused(403, Requests.webSocket("/news/x", "Origin", "http://elsewhere"));

        assertThat(asked).isEmpty();
    }

    @Test
    void isRefusedByAMalformedQueryBeforeTheGateIsAsked() {
        refused(400, Requests.request("GET", "/news/x", "a=%zz", HttpVersion.HTTP_1_1));

        assertThat(asked).isEmpty();
    }

    @Test
    void hasThePrincipalThatTheGateNamed() {
        gate = opening -> Admission.admittedAs("ann");

        assertThat(opened(Requests.get("/news/x")).principal()).hasValue("ann");
        assertThat(asked.get(0).principal()).isEmpty();
    }

    @Test
    void isRefusedByTheGateWithItsStatusReasonAndHeaders() {
        gate = opening -> new Admission.Refused(429, "slow down", Headers.of("Retry-After", "5"));
        Answer.Response response = refused(429, Requests.get("/news/x"));

        assertThat(response.body()).isEqualTo("slow down");
        assertThat(response.headers().first("Retry-After")).hasValue("5");
    }

    @Test
    void isRefusedByABrokenGateWithoutAWordOfHow() {
        List<Gate> broken = List.of(opening -> {
            throw new IllegalStateException("secret");
        }, opening -> {
            throw new Exception("secret");
        }, opening -> {
            throw new AssertionError("secret");
        }, opening -> null);

        for (Gate each : broken) {
            gate = each;
            assertThat(refused(500, Requests.get("/news/x")).body()).doesNotContain("secret", "Exception", "null");
        }
    }

    private static Admissions admissions() {
        TransportConfig config = TransportConfig.defaults();
        return new Admissions(config, new Quotas(config), new GateKeeper(config));
    }
}
