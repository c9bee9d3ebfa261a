package dev.sluice.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

import dev.sluice.Admission;
import dev.sluice.Channel;
import dev.sluice.Codec;
import dev.sluice.Endpoint;
import dev.sluice.StreamObserver;
import dev.sluice.TransportConfig;
import dev.sluice.spi.Answer;
import dev.sluice.spi.HttpRequest;
import dev.sluice.spi.HttpVersion;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Observers are told")
class RefusalsTest {

    private static final String FRIEND = "https://friend.example";

    private final List<Integer> refused = new ArrayList<>();
    private final StreamEngine engine = new StreamEngine(
            TransportConfig.builder().allowedOrigins(Set.of(FRIEND)).maxHeaders(4).observer(new StreamObserver() {
                @Override
                public void refused(Endpoint endpoint, int status) {
                    refused.add(status);
                }
            }).build(), List.of(Endpoint.at("/news").admit(opening -> Admission.refused(401, "no"))
                    .serve(Channel.oneWay("news", Codec.text()), stream -> {}).build()));

    private int status(HttpRequest request) {
        return ((Answer.Response) engine.answer(request)).status();
    }

    @Test
    @DisplayName("of every refusal")
    void refusals() {
        assertThat(status(Requests.get("/news", "Origin", FRIEND))).isEqualTo(401);
        assertThat(status(Requests.get("/news", "Origin", "http://evil.example"))).isEqualTo(403);
        assertThat(status(Requests.get("/news", "A", "1", "B", "2", "C", "3", "D", "4", "E", "5"))).isEqualTo(431);
        assertThat(refused).containsExactly(401, 403, 431);
    }

    @Test
    @DisplayName("of no preflight, which refuses nobody")
    void preflight() {
        assertThat(status(Requests.request("OPTIONS", "/news", "", HttpVersion.HTTP_1_1, "Origin", FRIEND,
                "Access-Control-Request-Method", "GET"))).isEqualTo(204);
        assertThat(refused).isEmpty();
    }
}
