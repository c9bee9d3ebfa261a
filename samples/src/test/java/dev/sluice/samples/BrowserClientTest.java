package dev.sluice.samples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

import org.junit.jupiter.api.DisplayName;

@DisplayName("The browser's client")
class BrowserClientTest extends PageTest {

    private static final String ONE_CHANNEL = "at=/ticks";
    private static final String SHARED = "live=/live&at=/ticks";
    private static final String TALK = "at=/talk";
    private static final String SHARED_TALK = "live=/live&at=/talk";

    @OnEachRuntime
    @DisplayName("gets what it missed while the connection was away, in order and once: on an endpoint of one channel")
    void resumesOneChannel(String runtime) throws IOException {
        resumes(runtime, ONE_CHANNEL);
    }

    @OnEachRuntime
    @DisplayName("gets what it missed while the connection was away, in order and once: on a shared endpoint")
    void resumesShared(String runtime) throws IOException {
        resumes(runtime, SHARED);
    }

    private static void resumes(String runtime, String stream) throws IOException {
        try (ClientServer server = ClientServer.start(runtime); Network network = Network.to(server.port())) {
            open(network.port(), stream);
            isOpenBy("websocket");
            server.awaitListener();
            server.tick(1, 10);
            sees(numbers(1, 10));
            network.cut();
            browser.await("notices", () -> !browser.text("#state").startsWith("open"));
            server.tick(11, 20);
            network.mend();
            sees(numbers(1, 20));
            isOpenBy("websocket");
            server.tick(21, 120);
            sees(numbers(1, 120));
            browser.closeTab();
        }
    }

    @OnEachRuntime
    @DisplayName("goes on after the server was restarted, and tells of the gap")
    void survivesRestart(String runtime) {
        for (String stream : List.of(ONE_CHANNEL, SHARED)) {
            int port;
            try (ClientServer server = ClientServer.start(runtime)) {
                port = server.port();
                open(port, stream);
                isOpenBy("websocket");
                server.awaitListener();
                server.tick(1, 3);
                sees(numbers(1, 3));
            }
            try (ClientServer again = ClientServer.start(runtime, port)) {
                List<String> all = numbers(1, 3);
                all.add("gap null");
                sees(all);
                isOpenBy("websocket");
                again.tick(4, 5);
                all.addAll(numbers(4, 5));
                sees(all);
                browser.closeTab();
            }
        }
    }

    @OnEachRuntime
    @DisplayName("talks with another page, both ways, on an endpoint of one channel and on a shared one")
    void talks(String runtime) {
        try (ClientServer server = ClientServer.start(runtime)) {
            talks(server.port(), TALK, "websocket");
            talks(server.port(), SHARED_TALK, "websocket");
        }
    }

    @OnEachRuntime
    @DisplayName("gets events where WebSocket is blocked, and resumes them after a break")
    void fallsBackToEvents(String runtime) throws IOException {
        try (ClientServer server = ClientServer.start(runtime);
                Network network = Network.withoutUpgrades(server.port())) {
            open(network.port(), ONE_CHANNEL);
            isOpenBy("sse");
            server.awaitListener();
            server.tick(1, 10);
            sees(numbers(1, 10));
            network.cut();
            server.tick(11, 20);
            network.mend();
            sees(numbers(1, 20));
            browser.closeTab();
        }
    }

    @OnEachRuntime
    @DisplayName("talks with another page where WebSocket is blocked, and with one where it is not")
    void talksBySession(String runtime) throws IOException {
        try (ClientServer server = ClientServer.start(runtime);
                Network network = Network.withoutUpgrades(server.port())) {
            talks(network.port(), TALK, "sse");
            talks(network.port(), SHARED_TALK, "sse");
            String byWebSocket = open(server.port(), TALK);
            isOpenBy("websocket");
            browser.type("#text", "Hello\n");
            sees(List.of("Hello"));
            open(network.port(), TALK);
            isOpenBy("sse");
            browser.type("#text", "Still there?\n");
            sees(List.of("Still there?"));
            browser.closeTab();
            browser.turnTo(byWebSocket);
            sees(List.of("Hello", "Still there?"));
            browser.closeTab();
        }
    }

    @OnEachRuntime
    @DisplayName("sends and gets everything once and in order where WebSocket is blocked and the network breaks again and again")
    void sendsOnceBySession(String runtime) throws IOException {
        try (ClientServer server = ClientServer.start(runtime);
                Network network = Network.withoutUpgrades(server.port())) {
            open(network.port(), TALK);
            isOpenBy("sse");
            for (int round = 0; round < 3; round++) {
                say(10 * round + 1, 10 * round + 5);
                network.cut();
                say(10 * round + 6, 10 * round + 10);
                network.mend();
                sees(numbers(1, 10 * round + 10));
            }
            browser.closeTab();
        }
    }

    private static void talks(int port, String stream, String protocol) {
        String ada = open(port, stream);
        isOpenBy(protocol);
        browser.type("#text", "Is the kettle on?\n");
        sees(List.of("Is the kettle on?"));
        String bob = open(port, stream);
        isOpenBy(protocol);
        browser.type("#text", "<b>Yes</b> & é€\n");
        sees(List.of("<b>Yes</b> & é€"));
        browser.type("#text", "Really?!\n");
        sees(List.of("<b>Yes</b> & é€", "yes, Really?!"));
        browser.turnTo(ada);
        sees(List.of("Is the kettle on?", "<b>Yes</b> & é€"));
        browser.closeTab();
        browser.turnTo(bob);
        browser.closeTab();
    }

    private static void say(int from, int to) {
        browser.type("#text", String.join("\n", numbers(from, to)) + "\n");
    }

    private static String open(int port, String stream) {
        return browser.open(URI.create("http://localhost:" + port + "/client?" + stream));
    }

    private static void isOpenBy(String protocol) {
        browser.await("open by " + protocol, () -> browser.text("#state").equals("open " + protocol));
    }

    private static List<String> numbers(int from, int to) {
        return new ArrayList<>(IntStream.rangeClosed(from, to).mapToObj(Integer::toString).toList());
    }

    private static void sees(List<String> expected) {
        browser.await("sees the last of " + expected, () -> browser.texts("#got li").size() >= expected.size());
        assertThat(browser.texts("#got li")).isEqualTo(expected);
    }
}
