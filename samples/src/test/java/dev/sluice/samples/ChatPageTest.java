package dev.sluice.samples;

import static dev.sluice.samples.Servers.uri;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;

import org.junit.jupiter.api.DisplayName;

@DisplayName("The chat's page")
class ChatPageTest extends PageTest {

    @OnEachRuntime
    @DisplayName("chats with another page in its room, both ways, and with no page in another room")
    void chats(String runtime) {
        try (Samples samples = Servers.start(runtime)) {
            String ada = comeIn(samples, "tea room", "Ada");
            String bob = comeIn(samples, "tea room", "Bob");
            String cleo = comeIn(samples, "library", "Cleo");

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
            ada = comeIn(samples, "lobby", "Ada");
        }
        browser.await("notices", () -> browser.text("#state").equals("reconnecting"));
        try (Samples again = Servers.start(runtime, port)) {
            browser.await("live", () -> browser.text("#state").equals("live"));
            say(ada, "Here I am again");
            sees(ada, "Here I am again");
            close(ada);
        }
    }

    private static String comeIn(Samples samples, String room, String name) {
        String tab = browser.open(uri(samples, "http", "/chat?room=" + room.replace(' ', '+')));
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
