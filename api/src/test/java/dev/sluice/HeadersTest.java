package dev.sluice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("Headers")
class HeadersTest {

    @Test
    void areFoundInAnyCase() {
        Headers headers = Headers.of("Content-Type", "a", "X-Y", "b");

        assertThat(headers.first("content-TYPE")).hasValue("a");
        assertThat(headers.all("x-y")).containsExactly("b");
        assertThat(headers.first("other")).isEmpty();
        assertThat(headers.all("other")).isEmpty();
        assertThat(headers.asMap().get("CONTENT-type")).containsExactly("a");
    }

    @Test
    void keepAllLinesOfANameInTheirOrder() {
        Map<String, List<String>> lines = new LinkedHashMap<>();
        lines.put("a", List.of("1", "2"));
        lines.put("A", List.of("3"));

        assertThat(Headers.of(lines).all("a")).containsExactly("1", "2", "3");
        assertThat(Headers.of("A", "1", "A", "2").all("a")).containsExactly("1", "2");
        assertThat(Headers.of("A", "1", "a", "2").all("a")).containsExactly("1", "2");
        assertThat(Headers.of(lines).first("A")).hasValue("1");
    }

    @Test
    void areEqualWhateverTheCaseOfTheirNames() {
        Headers headers = Headers.of("Name", "Value", "Other", "x");

        assertThat(headers).isEqualTo(Headers.of("OTHER", "x", "nAME", "Value"))
                .hasSameHashCodeAs(Headers.of("OTHER", "x", "nAME", "Value"))
                .isNotEqualTo(Headers.of("Name", "value", "Other", "x")).isNotEqualTo(Headers.of("Name", "Value"));
        assertThat(Headers.empty()).isEqualTo(Headers.of()).hasSameHashCodeAs(Headers.of());
    }

    @Test
    void cannotBeChanged() {
        List<String> values = new ArrayList<>(List.of("1"));
        Headers headers = Headers.of(Map.of("A", values));
        values.add("2");

        assertThat(headers.all("A")).containsExactly("1");
        assertThatExceptionOfType(UnsupportedOperationException.class).isThrownBy(() -> headers.all("A").add("2"));
        assertThatExceptionOfType(UnsupportedOperationException.class).isThrownBy(() -> headers.asMap().clear());
    }

    @Test
    void doNotShowTheirValuesWhichMayBeSecrets() {
        assertThat(Headers.of("Authorization", "secret").toString()).contains("Authorization").doesNotContain("secret");
    }

    @Test
    void refuseANameWithoutAValue() {
        assertThatIllegalArgumentException().isThrownBy(() -> Headers.of("A", "1", "B")).withMessageContaining("B");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "a b", "a:", "a\r\nb", "é", "a\t"})
    void refuseANameThatIsNoToken(String name) {
        assertThatIllegalArgumentException().isThrownBy(() -> Headers.of(name, "x"))
                .withMessageContaining("'" + name + "'");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\n", "\r", "\0", "a\r\nSet-Cookie: x", "a\nb"})
    void refuseAValueThatWouldBreakTheLineAndDoNotShowIt(String value) {
        assertThatIllegalArgumentException().isThrownBy(() -> Headers.of("Name", value)).withMessageContaining("Name")
                .withMessageNotContaining("Set-Cookie");
    }
}
