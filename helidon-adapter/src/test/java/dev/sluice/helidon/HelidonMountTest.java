package dev.sluice.helidon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import dev.sluice.Channel;
import dev.sluice.Codec;
import dev.sluice.Endpoint;
import dev.sluice.TransportConfig;
import io.helidon.http.HeaderNames;
import io.helidon.http.Status;
import io.helidon.webserver.WebServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class HelidonMountTest {

    private static final String FRIEND = "https://friend.example";

    private final Endpoint rooms = Endpoint.at("/rooms/{room}")
            .serve(Channel.oneWay("rooms", Codec.text()), stream -> stream.send("in " + stream.opening().path("room")))
            .build();
    private final Endpoint root = Endpoint.at("/")
            .serve(Channel.oneWay("root", Codec.text()), stream -> stream.send("root")).build();
    private final Endpoint quiet = Endpoint.at("/quiet").serve(Channel.oneWay("quiet", Codec.text()),
            stream -> stream.whenClosed().toCompletableFuture().join()).build();
    private final HelidonMount mount = HelidonMount
            .create(TransportConfig.builder().allowedOrigins(Set.of(FRIEND)).build(), List.of(rooms, root, quiet));
    private final BlockingQueue<Integer> statuses = new LinkedBlockingQueue<>();
    private final Warnings warnings = new Warnings();
    private WebServer server;

    private void start(boolean withSelector) {
        var builder = WebServer.builder().host("127.0.0.1").port(0).shutdownHook(false)
                .idleConnectionPeriod(Duration.ofMillis(20)).idleConnectionTimeout(Duration.ofMillis(100));
        if (withSelector) {
            builder.addConnectionSelector(mount.connectionSelector());
        }
        server = builder.routing(routing -> routing
                .addFilter((chain, request, response) -> {
                    response.headers().set(HeaderNames.create("X-Filter"), "was here");
                    response.headers().set(HeaderNames.VARY, "Accept-Encoding");
                    response.headers().set(HeaderNames.ACCESS_CONTROL_ALLOW_ORIGIN, "*");
                    response.headers().contentLength(7);
                    if (request.query().contains("deny")) {
                        response.headers().remove(HeaderNames.CONTENT_LENGTH);
                        response.status(Status.UNAUTHORIZED_401).send();
                        return;
                    }
                    response.headers().remove(HeaderNames.CONTENT_LENGTH);
                    chain.proceed();
                    statuses.add(response.status().code());
                })
                .register("/live", mount.service())
                .get("/live/mine", (request, response) -> response.send("mine"))
                .get("/hello", (request, response) -> response.send("hello")))
                .build().start();
    }

    @AfterEach
    void stop() {
        mount.close();
        server.stop();
        warnings.stop();
    }

    private RawClient client() {
        return new RawClient(server.port());
    }

    @Test
    void servesBesideOtherRoutes() throws Exception {
        start(true);
        try (RawClient client = client()) {
            assertThat(client.get("/hello", "").readTo("hello")).startsWith("HTTP/1.1 200 ");
            assertThat(client.get("/live/mine", "").readTo("mine")).startsWith("HTTP/1.1 200 ");
            assertThat(client.get("/live/none", "").head()).startsWith("HTTP/1.1 404 ");
            assertThat(client.get("/live/rooms/a%2Fb", "").readAll()).contains("data: in a/b", "\r\n0\r\n\r\n");
        }
        try (RawClient client = client()) {
            assertThat(client.get("/live", "").readAll()).contains("data: root");
        }
        assertThat(warnings.stop()).isEmpty();
    }

    @Test
    void keepsWhatFiltersDo() throws Exception {
        start(true);
        try (RawClient client = client()) {
            assertThat(client.get("/live/rooms/a", "").head()).contains("X-Filter: was here\r\n",
                    "Transfer-Encoding: chunked\r\n");
            client.readAll();
        }
        assertThat(statuses.take()).isEqualTo(200);
        try (RawClient client = client()) {
            assertThat(client.get("/live/rooms/a", RawClient.UPGRADE).head()).startsWith("HTTP/1.1 101 ")
                    .contains("X-Filter: was here\r\n").doesNotContain("Content-Length");
            assertThat(client.readTo("in a")).endsWith("in a");
            client.send(RawClient.frame(8, new byte[0]));
            client.readAll();
        }
        assertThat(statuses.take()).isEqualTo(101);
        try (RawClient client = client()) {
            assertThat(client.get("/live/rooms/a?deny", RawClient.UPGRADE).head()).startsWith("HTTP/1.1 401 ");
        }
        assertThat(warnings.stop()).isEmpty();
    }

    @Test
    void addsToWhatFiltersSayOfOriginsAndDoublesNothing() throws Exception {
        start(true);
        for (String accept : List.of("text/event-stream", "image/png")) {
            try (RawClient client = client()) {
                assertThat(client.get("/live/rooms/a", "Origin: " + FRIEND + "\r\nAccept: " + accept + "\r\n").head()
                        .split("\r\n"))
                        .filteredOn(line -> line.startsWith("Vary") || line.startsWith("Access-Control"))
                        .containsExactlyInAnyOrder("Vary: Accept-Encoding", "Vary: Origin",
                                "Access-Control-Allow-Origin: " + FRIEND);
            }
        }
    }

    @Test
    void outlivesTheTimeThatAConnectionMayBeIdle() throws Exception {
        start(true);
        try (RawClient sse = client(); RawClient webSocket = client()) {
            sse.get("/live/quiet", "").head();
            webSocket.get("/live/quiet", RawClient.UPGRADE).head();
            await().during(400, TimeUnit.MILLISECONDS).until(() -> mount.streamCount() == 2);
        }
    }

    @Test
    void refusesWhenItIsClosed() throws Exception {
        start(true);
        mount.close();
        try (RawClient client = client()) {
            assertThat(client.get("/live/rooms/a", "").head()).startsWith("HTTP/1.1 503 ");
            assertThat(client.readTo("the server is closing")).isNotEmpty();
        }
        try (RawClient client = client()) {
            assertThat(client.get("/hello", "").readTo("hello")).startsWith("HTTP/1.1 200 ");
        }
    }

    @Test
    void saysThatTheSelectorIsMissing() throws Exception {
        start(false);
        try (RawClient client = client()) {
            assertThat(client.get("/live/rooms/a", "").head()).startsWith("HTTP/1.1 500 ");
            assertThat(client.get("/live/rooms/a", RawClient.UPGRADE).head()).startsWith("HTTP/1.1 500 ");
        }
        assertThat(warnings.stop()).hasSize(2)
                .allMatch(text -> text.contains("addConnectionSelector(mount.connectionSelector())"));
        await().until(() -> mount.streamCount() == 0);
    }
}
