package dev.sluice.internal.asyncapi;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/**
 * The schemas that a document shares. A reference of AsyncAPI begins at the root of the document, so what a codec defines
 * beside its schema is moved here, under its name, or one with a number where another codec means something else by it.
 */
final class Schemas {

    private static final String LOCAL = "#/definitions/";
    private static final String SHARED = "#/components/schemas/";

    private final Map<String, Object> shared = new LinkedHashMap<>();

    /**
     * A codec's schema as it reads in the document; its definitions are shared from now on.
     *
     * @throws IllegalArgumentException if it refers to what it does not define
     */
    Map<String, Object> add(Map<String, Object> schema) {
        Map<String, Object> rest = new LinkedHashMap<>(schema);
        Map<?, ?> definitions = rest.remove("definitions") instanceof Map<?, ?> map ? map : Map.of();
        for (int number = 1;; number++) {
            String suffix = number == 1 ? "" : "_" + number;
            UnaryOperator<String> rename = name -> name.replaceAll("[^A-Za-z0-9._-]", "_") + suffix;
            Map<String, Object> moved = new LinkedHashMap<>();
            definitions.forEach((name, definition) -> moved.put(rename.apply(String.valueOf(name)),
                    referring(definition, definitions, rename)));
            if (moved.entrySet().stream()
                    .allMatch(e -> shared.getOrDefault(e.getKey(), e.getValue()).equals(e.getValue()))) {
                shared.putAll(moved);
                return members(rest, definitions, rename);
            }
        }
    }

    /** All that is shared, by name. */
    Map<String, Object> shared() {
        return shared;
    }

    private static Object referring(Object value, Map<?, ?> definitions, UnaryOperator<String> rename) {
        return switch (value) {
            case Map<?, ?> map -> members(map, definitions, rename);
            case List<?> list -> list.stream().map(item -> referring(item, definitions, rename)).toList();
            default -> value;
        };
    }

    private static Map<String, Object> members(Map<?, ?> map, Map<?, ?> definitions, UnaryOperator<String> rename) {
        Map<String, Object> members = new LinkedHashMap<>();
        map.forEach((key, member) -> members.put(String.valueOf(key),
                key.equals("$ref") && member instanceof String reference
                        ? moved(reference, definitions, rename)
                        : referring(member, definitions, rename)));
        return members;
    }

    private static String moved(String reference, Map<?, ?> definitions, UnaryOperator<String> rename) {
        if (!reference.startsWith(LOCAL)) {
            return reference;
        }
        String name = reference.substring(LOCAL.length());
        if (!definitions.containsKey(name)) {
            throw new IllegalArgumentException(
                    "the schema refers to " + reference + ", which it does not define; it has "
                            + definitions.keySet());
        }
        return SHARED + rename.apply(name);
    }
}
