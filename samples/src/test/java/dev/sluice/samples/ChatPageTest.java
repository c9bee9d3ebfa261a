package dev.sluice.samples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.DisplayName;

@DisplayName("The chat's page")
class ChatPageTest extends PageTest {

    @OnEachRuntime
    @DisplayName("chats with another page in its room, both ways, and with no page in another room")
    void chats(String runtime) {
        try (Samples samples = Servers.start(runtime)) {
            String ada = comeIn(samples.port(), "tea room", "Ada");
            String bob = comeIn(samples.port(), "tea room", "Bob");
            String cleo = comeIn(samples.port(), "library", "Cleo");

            say(ada, "Is the kettle on?");
            sees(bob, "Is the kettle on?");
            say(bob, "<b>Yes</b> & no");
            sees(ada, "<b>Yes</b> & no");
            say(cleo, "Silence, please.");
            sees(cleo, "Silence, please.");
            assertThat(browser.texts("#said p")).containsExactly("Silence, please.");

            browser.turnTo(ada);
            assertThat(browser.texts("#said p")).containsExactly("Is the kettle on?", "<b>Yes</b> & no");
            assertThat(browser.texts("#said b")).containsExactly("Ada", "Bob");
            assertThat(browser.texts("#said .notice")).containsExactly("Ada came in", "Bob came in");
            browser.turnTo(bob);
            browser.click("#leave");
            browser.turnTo(ada);
            browser.await("Bob leaves", () -> browser.texts("#said .notice").contains("Bob left"));
            close(ada, bob, cleo);
        }
    }

    @OnEachRuntime
    @DisplayName("comes back into its room after the server was restarted")
    void recovers(String runtime) {
        int port;
        String ada;
        try (Samples samples = Servers.start(runtime)) {
            port = samples.port();
            ada = comeIn(samples.port(), "lobby", "Ada");
        }
        awaitState("away");
        try (Samples again = Servers.start(runtime, port)) {
            awaitState("open");
            assertProtocol("WebSocket");
            say(ada, "Here I am again");
            sees(ada, "Here I am again");
            assertThat(browser.texts("#said .notice")).contains("You were away, and missed some of what was said");
            close(ada);
        }
    }

    @OnEachRuntime
    @DisplayName("chats by SSE and POST where WebSocket is blocked, with a page that has WebSocket, and loses nothing when the network breaks")
    void chatsWhereWebSocketIsBlocked(String runtime) throws IOException {
        try (Samples samples = Servers.start(runtime); Network network = Network.withoutUpgrades(samples.port())) {
            String ada = comeIn(network.port(), "lobby", "Ada");
            assertProtocol("SSE + POST");
            String bob = comeIn(samples.port(), "lobby", "Bob");
            assertProtocol("WebSocket");
            List<String> said = new ArrayList<>();
            for (int round = 1; round <= 3; round++) {
                say(ada, "On the way " + round);
                network.cut();
                awaitState("away");
                say(ada, "Later " + round); // stays in the field
                say(bob, "Are you there? " + round);
                sees(bob, "Are you there? " + round);
                network.mend();
                browser.turnTo(ada);
                awaitState("open");
                say(ada, "");
                said.addAll(List.of("On the way " + round, "Are you there? " + round, "Later " + round));
                sees(bob, "Later " + round);
            }
            List<String> byBob = browser.texts("#said p");
            assertThat(byBob).containsExactlyInAnyOrderElementsOf(said);
            assertProtocol("WebSocket");
            sees(ada, "Later 3");
            assertThat(browser.texts("#said p")).isEqualTo(byBob);
            assertThat(browser.texts("#said .notice")).containsExactly("Ada came in", "Bob came in");
            assertProtocol("SSE + POST");
            close(ada, bob);
        }
    }

    private static void awaitState(String state) {
        browser.await(state, () -> browser.text("#state").equals(state));
    }

    private static void assertProtocol(String protocol) {
        assertThat(browser.text("#protocol")).isEqualTo(protocol);
    }

    private static String comeIn(int port, String room, String name) {
        String tab = browser
                .open(URI.create("http://localhost:" + port + "/chat?room=" + room.replace(' ', '+')));
        browser.type("#name", name);
        browser.click("#door button");
        browser.await(name + " is in", () -> browser.texts("#said .notice").contains(name + " came in"));
        return tab;
    }

    private static void say(String tab, String text) {
        browser.turnTo(tab);
        browser.type("#text", text + "\n");
    }

    private static void sees(String tab, String text) {
        browser.turnTo(tab);
        browser.await("sees: " + text, () -> browser.texts("#said p").contains(text));
    }

    private static void close(String... tabs) {
        for (String tab : List.of(tabs)) {
            browser.turnTo(tab);
            browser.closeTab();
        }
    }
}
