package dev.sluice.client;

import static dev.sluice.client.Clients.NEWS;
import static dev.sluice.client.Clients.next;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;

import dev.sluice.Endpoint;
import dev.sluice.Protocol;
import dev.sluice.Topic;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@DisplayName("Where WebSocket does not get through")
@Timeout(60)
class FallbackTest {

    private final Topic<String> news = Topic.of(NEWS).history(100).create();
    private final Endpoint at = Endpoint.at("/news").serve(NEWS, news).build();

    @ParameterizedTest(name = "as a proxy {0}")
    @EnumSource(Proxy.Manner.class)
    @DisplayName("SSE is taken, which is remembered")
    void oneWay(Proxy.Manner manner) throws Exception {
        try (Server server = Server.start(Server.Kind.UNDERTOW, at);
                Proxy proxy = new Proxy(server.port(), manner);
                SluiceClient client = Clients.to(proxy.uri("/news")).connectTimeout(Duration.ofMillis(500)).build();
                OneWayClientStream<String> first = client.open(NEWS)) {
            await().until(() -> news.size() > 0 && first.protocol().equals(java.util.Optional.of(Protocol.SSE)));
            news.publish("one");
            assertThat(next(first)).isEqualTo("one");
            int tried = proxy.upgrades();
            assertThat(tried).isPositive();
            try (OneWayClientStream<String> second = client.open(NEWS)) {
                await().until(() -> second.protocol().isPresent());
                server.restart();
                news.publish("two");
                assertThat(next(first)).isEqualTo("two");
                assertThat(proxy.upgrades()).isEqualTo(tried);
            }
        }
    }

    @OnEachRuntime
    @DisplayName("an endpoint that serves SSE alone is read by SSE")
    void sseAlone(Server.Kind kind) {
        Endpoint events = Endpoint.at("/events").over(Protocol.SSE).serve(NEWS, news).build();
        try (Server server = Server.start(kind, events);
                SluiceClient client = Clients.to(server.uri("/events")).build();
                OneWayClientStream<String> stream = client.open(NEWS)) {
            await().until(() -> news.size() == 1);
            news.publish("one");
            assertThat(next(stream)).isEqualTo("one");
            assertThat(stream.protocol()).contains(Protocol.SSE);
        }
    }
}
