package dev.sluice.samples;

import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.logging.Level;
import java.util.logging.Logger;

import org.openqa.selenium.By;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.WindowType;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.support.ui.WebDriverWait;

/** Headless Chromium with a tab for each page. */
final class Browser implements AutoCloseable {

    private static final File CHROMIUM = new File("/usr/bin/chromium");
    private static final File DRIVER = new File("/usr/bin/chromedriver");

    private static final Logger QUIET = Logger.getLogger("org.openqa.selenium.devtools");

    private final ChromeDriver driver;

    private Browser(ChromeDriver driver) {
        this.driver = driver;
    }

    /** A new one; where none is installed the test is skipped, or fails if the variable {@code CI} is {@code true}. */
    static Browser start() throws IOException {
        if (!CHROMIUM.canExecute() || !DRIVER.canExecute()) {
            String missing = "needs " + CHROMIUM + " and " + DRIVER;
            return "true".equals(System.getenv("CI")) ? fail(missing) : abort(missing);
        }
        QUIET.setLevel(Level.SEVERE); // it misses developer tools that no test uses
        Path profile = Files.createTempDirectory(Files.createDirectories(Path.of("target")), "chromium");
        ChromeOptions options = new ChromeOptions();
        options.setBinary(CHROMIUM);
        options.addArguments("--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
                "--disable-background-networking", "--disable-component-update", "--disable-sync", "--hide-scrollbars",
                "--user-data-dir=" + profile.toAbsolutePath());
        return new Browser(
                new ChromeDriver(new ChromeDriverService.Builder().usingDriverExecutable(DRIVER).build(), options));
    }

    /** Opens a page in a tab of its own, and stays there. */
    String open(URI page) {
        driver.switchTo().newWindow(WindowType.TAB).get(page.toString());
        return driver.getWindowHandle();
    }

    void turnTo(String tab) {
        driver.switchTo().window(tab);
    }

    void closeTab() {
        driver.close();
        driver.switchTo().window(driver.getWindowHandles().iterator().next());
    }

    String text(String css) {
        return driver.findElement(By.cssSelector(css)).getText();
    }

    List<String> texts(String css) {
        return driver.findElements(By.cssSelector(css)).stream().map(WebElement::getText).toList();
    }

    void type(String css, String text) {
        driver.findElement(By.cssSelector(css)).sendKeys(text);
    }

    void click(String css) {
        driver.findElement(By.cssSelector(css)).click();
    }

    void await(String what, BooleanSupplier condition) {
        await(Duration.ofSeconds(20), what, condition);
    }

    void await(Duration atMost, String what, BooleanSupplier condition) {
        new WebDriverWait(driver, atMost, Duration.ofMillis(50)).withMessage(what).until(d -> condition.getAsBoolean());
    }

    /** Keeps a picture for the documentation. */
    void screenshot(String name, int width, int height) throws IOException {
        driver.executeCdpCommand("Emulation.setDeviceMetricsOverride",
                Map.of("width", width, "height", height, "deviceScaleFactor", 2, "mobile", false));
        Path images = Files.createDirectories(Path.of("..", "docs", "images"));
        Files.write(images.resolve(name + ".png"), driver.getScreenshotAs(OutputType.BYTES));
    }

    @Override
    public void close() {
        driver.quit();
    }
}
