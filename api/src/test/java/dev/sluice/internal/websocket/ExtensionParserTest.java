package dev.sluice.internal.websocket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import java.util.Optional;

import dev.sluice.fixtures.Randomly;
import dev.sluice.internal.websocket.ExtensionOffer.Parameter;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("The parser of extensions")
class ExtensionParserTest {

    private static ExtensionOffer offer(String name, Parameter... parameters) {
        return new ExtensionOffer(name, List.of(parameters));
    }

    private static Parameter bare(String name) {
        return new Parameter(name, Optional.empty());
    }

    private static Parameter valued(String name, String value) {
        return new Parameter(name, Optional.of(value));
    }

    @Test
    void readsListsOverSeveralLinesInOrder() {
        assertThat(ExtensionParser.parse(List.of("a, b;x;y=1", " c ; z = \"2\" ,d"))).containsExactly(offer("a"),
                offer("b", bare("x"), valued("y", "1")), offer("c", valued("z", "2")), offer("d"));
    }

    @Test
    void undoesTheEscapesOfQuotedValues() {
        assertThat(ExtensionParser.parse(List.of("a;b=\"\\1\\5\""))).containsExactly(offer("a", valued("b", "15")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", ",", " , ,\t"})
    void takesEmptyMembersForNothing(String line) {
        assertThat(ExtensionParser.parse(List.of(line))).isEmpty();
        assertThat(ExtensionParser.parse(List.of(line + ",a", "b," + line))).containsExactly(offer("a"), offer("b"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"a b", "a;", "a;;b", ";a", "a;b=", "a;=1", "a;b==1", "a=1", "a;b=\"", "a;b=\"\"",
        "a;b=\"1", "a;b=\"1\\", "a;b=\"x,y\"", "a;b=\"1 5\"", "a;b=\"1\"5", "a;b=1 5", "a/b", "(a)", "a\"b\"", "é",
        "a;b='1\"", "a;b=\u007f"})
    void refusesWhatIsNotOfTheGrammar(String line) {
        assertThatIllegalArgumentException().isThrownBy(() -> ExtensionParser.parse(List.of(line)));
        assertThatIllegalArgumentException().isThrownBy(() -> ExtensionParser.parse(List.of("good", line)));
    }

    @Test
    void readsOrRefusesAnything() {
        Randomly.tries(2_000, any -> {
            String line = any.joined(12, "a", "permessage-deflate", "15", ";", ",", "=", "\"", "\\", " ", "\t", "é");
            try {
                for (ExtensionOffer offer : ExtensionParser.parse(List.of(line))) {
                    assertThat(offer.name()).isNotEmpty();
                }
            } catch (IllegalArgumentException e) {
                assertThat(e).hasMessageContaining("extensions");
            }
        });
    }
}
