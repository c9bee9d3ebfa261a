package dev.sluice.internal.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;

import dev.sluice.Headers;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("Whether a page may open a WebSocket")
class OriginsTest {

    private static boolean mayOpen(String origin, String host, String... allowed) {
        return Origins.mayOpen(Headers.of("Origin", origin, "Host", host), Set.of(allowed));
    }

    @ParameterizedTest(name = "{0} at {1}")
    @CsvSource({"http://example.org,example.org", "http://example.org:80,example.org",
        "http://example.org,example.org:80",
        "https://example.org,example.org", "https://example.org:443,example.org", "https://example.org,example.org:443",
        "http://example.org:8080,example.org:8080", "https://example.org:8443,example.org:8443",
        "HTTP://EXAMPLE.org,example.ORG", "http://127.0.0.1:8080,127.0.0.1:8080", "http://[::1],[::1]",
        "http://[::1]:8080,[::1]:8080", "http://[::1]:80,[::1]", "https://[2001:DB8::1],[2001:db8::1]:443",
        "http://[::],[::]:80",
        "http://my_app:8080,my_app:8080", "http://localhost:3000,localhost:3000"})
    void theSameHostAndPortMay(String origin, String host) {
        assertThat(mayOpen(origin, host)).isTrue();
    }

    @ParameterizedTest(name = "{0} at {1}")
    @CsvSource({"http://evil.example,example.org", "http://example.org:8080,example.org",
        "http://example.org,example.org:8080",
        "http://example.org:8080,example.org:8081", "https://example.org,example.org:80",
        "http://example.org,example.org:443",
        "http://www.example.org,example.org", "http://example.org,www.example.org",
        "http://example.org.evil,example.org",
        "http://evilexample.org,example.org", "http://[::1]:8080,[::1]:8081", "http://[::1],[::2]", "http://[::1],::1",
        "http://null:8080,my_app:8080", "http://my_app:8080,my-app:8080", "http://127.0.0.1,localhost"})
    void anotherHostOrPortMayNot(String origin, String host) {
        assertThat(mayOpen(origin, host)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"null", "", "example.org", "//example.org", "http:example.org", "http:/example.org",
        "http://",
        "http:// example.org", "http://example.org/", "http://example.org/page", "http://user@example.org",
        "http://example.org, http://example.org", "file://", "file://example.org", "ftp://example.org", "::", "%",
        "http://[::1", "http://example.org:port", "http://example.org#", "javascript:example.org"})
    void whatIsNoOriginOfAPageMayNot(String origin) {
        assertThat(mayOpen(origin, "example.org")).isFalse();
    }

    @Test
    void aRequestOfNoPageMay() {
        assertThat(Origins.mayOpen(Headers.of("Host", "example.org"), Set.of())).isTrue();
        assertThat(Origins.mayOpen(Headers.empty(), Set.of())).isTrue();
    }

    @Test
    void aPageMayNotWhereTheRequestNamesNoHost() {
        assertThat(Origins.mayOpen(Headers.of("Origin", "http://example.org"), Set.of())).isFalse();
        assertThat(mayOpen("http://", "")).isFalse();
        assertThat(mayOpen("http://example.org", "")).isFalse();
    }

    @Test
    void allowedOriginsMayAndOnlyThey() {
        assertThat(mayOpen("https://a.example", "example.org", "https://a.example", "https://b.example")).isTrue();
        assertThat(mayOpen("https://c.example", "example.org", "https://a.example", "https://b.example")).isFalse();
        assertThat(mayOpen("http://a.example", "example.org", "https://a.example")).as("another scheme").isFalse();
        assertThat(mayOpen("https://a.example:444", "example.org", "https://a.example")).as("another port").isFalse();
        assertThat(mayOpen("http://example.org", "example.org", "https://a.example")).as("the same origin").isTrue();
        assertThat(mayOpen("null", "example.org", "https://a.example")).isFalse();
        assertThat(mayOpen("null", "example.org", "null")).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://evil.example", "null", "", "%"})
    void everybodyMayByAStar(String origin) {
        assertThat(mayOpen(origin, "example.org", "*")).isTrue();
    }
}
