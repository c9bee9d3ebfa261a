package dev.sluice.internal.asyncapi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Schemas that are shared")
class SchemasTest {

    private static final Map<String, Object> STRING = Map.of("type", "string");
    private static final Map<String, Object> NUMBER = Map.of("type", "number");

    private final Schemas schemas = new Schemas();

    private static Map<String, Object> to(String name) {
        return Map.of("$ref", "#/definitions/" + name);
    }

    private static Map<String, Object> moved(String name) {
        return Map.of("$ref", "#/components/schemas/" + name);
    }

    @Test
    void aSchemaWithoutDefinitionsStaysAsItIs() {
        Map<String, Object> schema = Map.of("type", "array", "items", List.of(STRING));
        assertThat(schemas.add(schema)).isEqualTo(schema);
        assertThat(schemas.shared()).isEmpty();
    }

    @Test
    void definitionsAreMovedAndReferencesFollowThem() {
        Map<String, Object> schema = Map.of("oneOf", List.of(to("A"), to("B")), "definitions",
                Map.of("A", Map.of("items", to("A")), "B", STRING));
        assertThat(schemas.add(schema)).isEqualTo(Map.of("oneOf", List.of(moved("A"), moved("B"))));
        assertThat(schemas.shared()).isEqualTo(Map.of("A", Map.of("items", moved("A")), "B", STRING));
    }

    @Test
    void whatIsTheSameIsSharedOnce() {
        Map<String, Object> schema = Map.of("$ref", "#/definitions/A", "definitions", Map.of("A", STRING));
        assertThat(schemas.add(schema)).isEqualTo(schemas.add(schema));
        assertThat(schemas.shared()).containsOnlyKeys("A");
    }

    @Test
    void anotherMeaningOfANameGetsAnotherName() {
        Map<String, Object> user = Map.of("items", to("B"));
        schemas.add(Map.of("definitions", Map.of("A", user, "B", STRING)));
        Map<String, Object> second = schemas
                .add(Map.of("$ref", "#/definitions/A", "definitions", Map.of("A", user, "B", NUMBER)));
        assertThat(second).isEqualTo(moved("A_2"));
        assertThat(schemas.shared()).isEqualTo(Map.of("A", Map.of("items", moved("B")), "B", STRING,
                "A_2", Map.of("items", moved("B_2")), "B_2", NUMBER));
    }

    @Test
    void namesHaveOnlyWhatANameOfAComponentMayHave() {
        assertThat(schemas.add(Map.of("$ref", "#/definitions/a b", "definitions", Map.of("a b", STRING))))
                .isEqualTo(moved("a_b"));
    }

    @Test
    void aReferenceToNothingIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> schemas.add(Map.of("$ref", "#/definitions/X", "definitions", Map.of("A", STRING))))
                .withMessage("the schema refers to #/definitions/X, which it does not define; it has [A]");
    }
}
