package dev.sluice.samples;

import static dev.sluice.samples.Servers.uri;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;

import org.junit.jupiter.api.DisplayName;

@DisplayName("The ticker's page")
class TickerPageTest extends PageTest {

    @OnEachRuntime
    @DisplayName("shows prices that move")
    void moves(String runtime) {
        try (Samples samples = Servers.start(runtime)) {
            browser.open(uri(samples, "http", "/ticker"));
            browser.await("all stocks", () -> browser.texts("#stocks tr").size() == 6);
            browser.await("live", () -> browser.text("#state").equals("live"));
            for (String symbol : browser.texts("#stocks .symbol")) {
                String price = "#stocks tr[data-symbol=" + symbol + "] .price";
                String before = browser.text(price);
                browser.await(symbol + " moves", () -> !browser.text(price).equals(before));
            }
            browser.closeTab();
        }
    }

    @OnEachRuntime
    @DisplayName("goes on after the server was restarted, with no price lost or doubled")
    void survivesARestart(String runtime) {
        int port;
        try (Samples samples = Servers.start(runtime)) {
            port = samples.port();
            browser.open(uri(samples, "http", "/ticker"));
            browser.await("first prices", () -> count("events") > 10);
        }
        browser.await("notices", () -> browser.text("#state").equals("reconnecting"));
        int before = count("events");
        try (Samples again = Servers.start(runtime, port)) {
            browser.await("further prices", () -> count("events") > before + 10);
            browser.await("live", () -> browser.text("#state").equals("live"));
            assertNothingLostOrDoubled();
            assertThat(count("gaps")).as("it was told that the prices begin anew").isEqualTo(1);
            browser.closeTab();
        }
    }

    @OnEachRuntime
    @DisplayName("gets all that it missed while the network was down, with no price lost or doubled")
    void survivesADroppedNetwork(String runtime) throws Exception {
        try (Samples samples = Servers.start(runtime); Network network = Network.to(samples.port())) {
            browser.open(URI.create("http://localhost:" + network.port() + "/ticker"));
            for (int i = 0; i < 2; i++) {
                int before = count("events");
                browser.await("prices", () -> count("events") > before + 10);
                network.cut();
                browser.await("notices", () -> browser.text("#state").equals("reconnecting"));
                network.mend();
                browser.await("live", () -> browser.text("#state").equals("live"));
            }
            int before = count("events");
            browser.await("prices", () -> count("events") > before + 10);
            assertNothingLostOrDoubled();
            assertThat(count("gaps")).as("the history reached back").isZero();
            browser.closeTab();
        }
    }

    private static void assertNothingLostOrDoubled() {
        assertThat(count("lost")).as("prices lost").isZero();
        assertThat(count("twice")).as("prices twice").isZero();
    }

    private static int count(String what) {
        return Integer.parseInt(browser.text("#" + what));
    }
}
