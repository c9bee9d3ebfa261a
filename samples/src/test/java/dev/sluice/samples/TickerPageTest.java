package dev.sluice.samples;

import static dev.sluice.samples.Servers.uri;

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
    @DisplayName("goes on after the server was restarted")
    void recovers(String runtime) {
        int port;
        try (Samples samples = Servers.start(runtime)) {
            port = samples.port();
            browser.open(uri(samples, "http", "/ticker"));
            browser.await("first prices", () -> events() > 0);
        }
        browser.await("notices", () -> browser.text("#state").equals("reconnecting"));
        int before = events();
        try (Samples again = Servers.start(runtime, port)) {
            browser.await("further prices", () -> events() > before);
            browser.await("live", () -> browser.text("#state").equals("live"));
            browser.closeTab();
        }
    }

    private static int events() {
        return Integer.parseInt(browser.text("#events"));
    }
}
