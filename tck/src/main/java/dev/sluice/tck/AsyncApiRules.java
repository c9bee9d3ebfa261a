package dev.sluice.tck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

import dev.sluice.AsyncApi;
import dev.sluice.Endpoint;
import dev.sluice.Transport;
import dev.sluice.TransportConfig;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** The AsyncAPI document that a transport serves of itself. */
abstract class AsyncApiRules extends WireChapter {

    static final String PATH = "/docs/asyncapi.json";

    private static final String FRIEND = "https://friend.example";
    private static final AsyncApi API = new AsyncApi(PATH, "Börse \"Nord\"", "2.1.0");

    AsyncApiRules(TransportFactory factory) {
        super(factory);
    }

    private static List<Endpoint> endpoints() {
        return List.of(Endpoint.at("/news/{topic}").serve(NEWS, WireChapter::stay).build(),
                Endpoint.at("/chat/{room}").serve(TEXT, WireChapter::stay).build());
    }

    private Transport startDescribed(TransportConfig config) {
        return start(config, endpoints().toArray(Endpoint[]::new));
    }

    private Transport startDescribed() {
        return startDescribed(config().asyncApi(API).build());
    }

    private static RawRequest get(Transport transport) {
        return RawRequest.get(transport.port(), PATH);
    }

    @Test
    @Rule("ASYNCAPI-1")
    @DisplayName("ASYNCAPI-1 GET for its path gets the document, as JSON, also with a query and percent-encoded")
    void served() {
        Transport transport = startDescribed();
        for (String target : List.of(PATH, PATH + "?any=query", PATH.replace("docs", "d%6Fcs"))) {
            RawResponse response = answer(transport, RawRequest.get(transport.port(), target));
            assertThat(response.status()).as(target).isEqualTo(200);
            assertThat(response.header("Content-Type")).isEqualTo("application/json");
            assertThat(response.header("Cache-Control")).isEqualTo("no-cache");
            assertThat(response.body()).isEqualTo(API.document(endpoints())).contains("Börse \\\"Nord\\\"", "2.1.0");
        }
    }

    @Test
    @Rule("ASYNCAPI-2")
    @DisplayName("ASYNCAPI-2 it has each endpoint's path, and what the server sends and receives there")
    void lists() {
        Transport transport = startDescribed();
        String document = answer(transport, get(transport)).body();
        assertThat(document).contains("\"asyncapi\": \"3.0.0\"", "\"address\": \"/news/{topic}\"",
                "\"address\": \"/chat/{room}\"");
        assertThat(document.split("\"action\": \"send\"", -1)).as("operations that send").hasSize(3);
        assertThat(document.split("\"action\": \"receive\"", -1)).as("operations that receive").hasSize(2);
    }

    @Test
    @Rule("ASYNCAPI-3")
    @DisplayName("ASYNCAPI-3 HEAD gets its headers and length, no body, and then the next answer")
    void head() {
        Transport transport = startDescribed();
        RawConnection connection = connect(transport);
        connection.send(get(transport).method("HEAD").bytes());
        RawResponse head = RawResponse.readHead(connection);
        assertThat(head.status()).isEqualTo(200);
        assertThat(head.header("Content-Type")).isEqualTo("application/json");
        assertThat(head.header("Content-Length"))
                .isEqualTo("" + API.document(endpoints()).getBytes(StandardCharsets.UTF_8).length);
        connection.send(get(transport).bytes());
        assertThat(RawResponse.readHead(connection).readBody(connection).body()).isEqualTo(API.document(endpoints()));
    }

    @TestFactory
    @Rule("ASYNCAPI-4")
    @DisplayName("ASYNCAPI-4 any other method gets status 405 with Allow: GET, HEAD")
    Stream<DynamicTest> otherMethods() {
        Transport transport = startDescribed();
        return DynamicTest.stream(Stream.of("POST", "PUT", "DELETE", "PATCH", "OPTIONS"), method -> method, method -> {
            RawResponse response = answer(transport, get(transport).method(method));
            assertThat(response.status()).isEqualTo(405);
            assertThat(response.header("Allow")).isEqualTo("GET, HEAD");
        });
    }

    @Test
    @Rule("ASYNCAPI-5")
    @DisplayName("ASYNCAPI-5 who did not ask for it has none")
    void absent() {
        Transport transport = startDescribed(config().build());
        for (String path : List.of(PATH, "/asyncapi.json", "/asyncapi")) {
            assertThat(answer(transport, RawRequest.get(transport.port(), path)).status()).as(path).isEqualTo(404);
        }
    }

    @Test
    @Rule("ASYNCAPI-6")
    @DisplayName("ASYNCAPI-6 pages of the same and of allowed origins get it, others status 403")
    void pages() {
        Transport transport = startDescribed(config().asyncApi(API).allowedOrigins(Set.of(FRIEND)).build());
        RawResponse same = answer(transport, get(transport).add("Origin", "http://127.0.0.1:" + transport.port()));
        assertThat(same.status()).isEqualTo(200);
        RawResponse friend = answer(transport, get(transport).add("Origin", FRIEND));
        assertThat(friend.status()).isEqualTo(200);
        assertThat(friend.header("Access-Control-Allow-Origin")).isEqualTo(FRIEND);
        assertThat(friend.has("Vary", "Origin")).isTrue();
        RawResponse foreign = answer(transport, get(transport).add("Origin", "https://evil.example"));
        assertThat(foreign.status()).isEqualTo(403);
        assertThat(foreign.headers().first("Access-Control-Allow-Origin")).isEmpty();
        RawResponse preflight = answer(transport, get(transport).method("OPTIONS").add("Origin", FRIEND)
                .add("Access-Control-Request-Method", "GET"));
        assertThat(preflight.status()).isEqualTo(204);
        assertThat(preflight.header("Access-Control-Allow-Origin")).isEqualTo(FRIEND);
    }

    @Test
    @Rule("ASYNCAPI-7")
    @DisplayName("ASYNCAPI-7 the path of an endpoint is refused when the transport is made, with both named")
    void collision() {
        TransportConfig config = config().asyncApi(AsyncApi.at("/news")).build();
        Endpoint news = Endpoint.at("/news").serve(NEWS, WireChapter::stay).build();
        assertThatThrownBy(() -> create(config, news)).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("/news").hasMessageContaining(NEWS.name()).hasMessageContaining("AsyncAPI");
    }

    @Test
    @Rule("ASYNCAPI-7")
    @DisplayName("ASYNCAPI-7 the document wins over a parameter, which has all other values")
    void literal() {
        Transport transport = start(config().asyncApi(AsyncApi.at("/asyncapi.json")).build(),
                Endpoint.at("/{any}").serve(NEWS, WireChapter::stay).build());
        assertThat(head(transport, RawRequest.get(transport.port(), "/asyncapi.json")).header("Content-Type"))
                .isEqualTo("application/json");
        assertThat(head(transport, RawRequest.get(transport.port(), "/asyncapi.xml")).header("Content-Type"))
                .startsWith("text/event-stream");
    }
}
