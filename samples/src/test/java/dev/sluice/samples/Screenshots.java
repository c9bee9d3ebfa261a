package dev.sluice.samples;

import static dev.sluice.samples.Servers.uri;

import java.io.IOException;
import java.time.Duration;

import org.junit.jupiter.api.Test;

/** Takes the pictures of the documentation anew. No build runs it; {@code -Dtest=Screenshots} does. */
class Screenshots {

    @Test
    void ticker() throws IOException {
        try (Samples samples = Servers.start("helidon"); Browser browser = Browser.start()) {
            browser.open(uri(samples, "http", "/ticker"));
            browser.await(Duration.ofMinutes(3), "full charts",
                    () -> Integer.parseInt(browser.text("#events")) > 500);
            browser.screenshot("ticker", 960, 600);
        }
    }

    @Test
    void chat() throws IOException {
        try (Samples samples = Servers.start("undertow"); Browser browser = Browser.start()) {
            String ada = comeIn(browser, samples, "Ada");
            String bob = comeIn(browser, samples, "Bob");
            say(browser, ada, "Did anybody try the new runtime?");
            say(browser, bob, "Yes, this morning. One line changed, and nobody here noticed.");
            say(browser, ada, "Then it works as promised.");
            say(browser, bob, "Tea at four?");
            say(browser, ada, "I'll be there.");
            browser.screenshot("chat", 960, 680);
        }
    }

    private static String comeIn(Browser browser, Samples samples, String name) {
        String tab = browser.open(uri(samples, "http", "/chat?room=tea&name=" + name));
        browser.click("#door button");
        browser.await(name, () -> browser.texts("#said .notice").contains(name + " came in"));
        return tab;
    }

    private static void say(Browser browser, String tab, String text) {
        browser.turnTo(tab);
        browser.type("#text", text + "\n");
        browser.await(text, () -> browser.texts("#said p").contains(text));
    }

}
