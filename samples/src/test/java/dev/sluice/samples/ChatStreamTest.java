package dev.sluice.samples;

import static dev.sluice.samples.Servers.uri;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.DisplayName;

@DisplayName("The chat's path")
class ChatStreamTest {

    private final HttpClient client = HttpClient.newHttpClient();

    @OnEachRuntime
    @DisplayName("refuses who gives no name, or one too long")
    void refuses(String runtime) {
        try (Samples samples = Servers.start(runtime)) {
            for (String query : new String[]{"", "?name=", "?name=%20", "?name=" + "x".repeat(25)}) {
                assertThatThrownBy(() -> open(samples, "/chat/lobby" + query, new Texts())).cause()
                        .isInstanceOfSatisfying(WebSocketHandshakeException.class,
                                refused -> assertThat(refused.getResponse().statusCode()).isEqualTo(400));
            }
        }
    }

    @OnEachRuntime
    @DisplayName("tells what is said with the name of who said it, whatever the room is called")
    void says(String runtime) throws Exception {
        try (Samples samples = Servers.start(runtime)) {
            Texts texts = new Texts();
            WebSocket socket = open(samples, "/chat/tea%2Froom%20%E2%98%95?name=Zo%C3%AB+A.", texts);
            socket.sendText("{\"text\":\"hello\"}", true).get();
            await().until(() -> texts.received().size() == 2);
            assertThat(texts.received().get(0)).contains("\"from\":\"\"", "\"text\":\"Zoë A. came in\"");
            assertThat(texts.received().get(1)).contains("\"from\":\"Zoë A.\"", "\"text\":\"hello\"", "\"at\":\"2");
            socket.abort();
        }
    }

    @OnEachRuntime
    @DisplayName("ends with code 1007 when something is said that is too long, or nothing")
    void tooLong(String runtime) throws Exception {
        try (Samples samples = Servers.start(runtime)) {
            for (String text : new String[]{"{}", "{\"text\":\" \"}", "{\"text\":\"" + "x".repeat(501) + "\"}", "hi"}) {
                Texts texts = new Texts();
                WebSocket socket = open(samples, "/chat/lobby?name=Ada", texts);
                socket.sendText(text, true).get();
                assertThat(texts.closed().get(5, TimeUnit.SECONDS)).isEqualTo(1007);
            }
        }
    }

    private WebSocket open(Samples samples, String path, Texts texts) throws Exception {
        return client.newWebSocketBuilder().buildAsync(uri(samples, "ws", path), texts).get();
    }
}
