package dev.sluice.internal.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;

import dev.sluice.Headers;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("A cookie")
class CookiesTest {

    @ParameterizedTest(name = "of {0} is {1}")
    @CsvSource(delimiter = '|', value = {"a=1|1", "b=2; a=1|1", "b=2;a=1;c=3|1", "a=1; a=2|1", "a=|''", "a=x=y|x=y",
        "a=\"q\"|q", "a=\"\"|''", "a=\"|\"", " a = 1 |1", "aa=0; A=0; a=1|1", "junk; a=1|1", "=0; a=1|1"})
    void isTheFirstOfItsName(String line, String value) {
        assertThat(Cookies.first(Headers.of("Cookie", line), "a")).hasValue(value);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a", "b=a=1", "A=1", "aa=1", ";", "\"a\"=1"})
    void isNoneOfAnotherName(String line) {
        assertThat(Cookies.first(Headers.of("cookie", line), "a")).isEmpty();
    }

    @Test
    void isFoundOnEveryLine() {
        Headers headers = Headers.of(Map.of("Cookie", List.of("b=2", "a=1")));
        assertThat(Cookies.first(headers, "a")).hasValue("1");
        assertThat(Cookies.first(Headers.empty(), "a")).isEmpty();
    }
}
