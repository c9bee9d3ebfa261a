package dev.sluice.internal.asyncapi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

@DisplayName("The writer of JSON")
class JsonTextTest {

    @Test
    void indentsMembersAndItems() {
        Map<String, Object> value = new LinkedHashMap<>();
        value.put("a", List.of(1, true, "x"));
        value.put("none", Map.of());
        value.put("empty", List.of());
        assertThat(JsonText.of(value)).isEqualTo("""
                {
                  "a": [
                    1,
                    true,
                    "x"
                  ],
                  "none": {},
                  "empty": []
                }
                """);
    }

    @Test
    void everyCharIsReadBackAsItWas() {
        for (char c = 0; c < Character.MAX_VALUE; c++) {
            String text = c + "x" + c;
            byte[] sent = JsonText.of(text).getBytes(StandardCharsets.UTF_8);
            String read = JsonMapper.shared().readValue(new String(sent, StandardCharsets.UTF_8), String.class);
            if (!read.equals(text)) {
                throw new AssertionError("U+" + Integer.toHexString(c) + " becomes " + read);
            }
        }
    }

    @Test
    void halfACodePointIsEscapedAndAWholeOneIsNot() {
        assertThat(JsonText.of("\ud83d\ude00")).isEqualTo("\"\ud83d\ude00\"\n");
        assertThat(JsonText.of("\ude00\ud83d")).isEqualTo("\"\\ude00\\ud83d\"\n");
        assertThat(JsonText.of("\ud83d\ud83d\ude00")).isEqualTo("\"\\ud83d\ud83d\ude00\"\n");
    }

    @Test
    void escapesWhatMustBe() {
        assertThat(JsonText.of(Map.of("\"", "\\\n\t\u0000"))).isEqualTo("""
                {
                  "\\"": "\\\\\\n\\u0009\\u0000"
                }
                """);
    }

    @Test
    void writesNumbers() {
        assertThat(JsonText.of(List.of(-1, Long.MAX_VALUE, 1.5, new BigDecimal("1e3"), BigInteger.TEN)))
                .isEqualTo("[\n  -1,\n  9223372036854775807,\n  1.5,\n  1E+3,\n  10\n]\n");
    }

    @ParameterizedTest
    @ValueSource(doubles = {Double.NaN, Double.POSITIVE_INFINITY})
    void refusesNumbersThatJsonLacks(double number) {
        assertThatIllegalArgumentException().isThrownBy(() -> JsonText.of(Map.of("n", number)))
                .withMessageContaining("a java.lang.Double (" + number + ") is no JSON");
    }

    @Test
    void refusesWhatIsNoJson() {
        assertThatIllegalArgumentException().isThrownBy(() -> JsonText.of(Map.of(1, "x")))
                .withMessageContaining("is no JSON");
        assertThatIllegalArgumentException().isThrownBy(() -> JsonText.of(List.of(new StringBuilder("x"))))
                .withMessageContaining("a java.lang.StringBuilder (x) is no JSON");
    }
}
