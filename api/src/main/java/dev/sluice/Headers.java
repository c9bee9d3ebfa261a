package dev.sluice;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

import dev.sluice.internal.http.Tokens;

/**
 * HTTP header fields, immutable. Names are compared without case (RFC 9110 section 5.1); the values of one name keep
 * their order, one value a header line.
 */
public final class Headers {

    private static final Headers EMPTY = new Headers(Map.of());

    private final Map<String, List<String>> lines;

    private Headers(Map<String, List<String>> lines) {
        this.lines = lines;
    }

    /** No headers. */
    public static Headers empty() {
        return EMPTY;
    }

    /**
     * Headers, one line each.
     *
     * @param namesAndValues a name, its value, the next name, …
     * @throws IllegalArgumentException if a value is missing, or a name or value has a character that HTTP forbids
     */
    public static Headers of(String... namesAndValues) {
        if (namesAndValues.length % 2 != 0) {
            throw new IllegalArgumentException(
                    "the header " + namesAndValues[namesAndValues.length - 1] + " has no value");
        }
        Map<String, List<String>> map = new LinkedHashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            map.merge(namesAndValues[i], List.of(namesAndValues[i + 1]), Headers::join);
        }
        return of(map);
    }

    /**
     * Headers with any number of lines a name.
     *
     * @param lines the values of each name, one a line
     * @throws IllegalArgumentException if a name or value has a character that HTTP forbids
     */
    public static Headers of(Map<String, ? extends List<String>> lines) {
        Map<String, List<String>> sorted = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        lines.forEach((name, values) -> {
            requireToken(name);
            values.forEach(value -> requireOneLine(name, value));
            sorted.merge(name, List.copyOf(values), Headers::join);
        });
        return new Headers(Collections.unmodifiableMap(sorted));
    }

    /** The first value of this name. */
    public Optional<String> first(String name) {
        List<String> values = all(name);
        return values.isEmpty() ? Optional.empty() : Optional.of(values.get(0));
    }

    /** All values of this name, one a header line; empty if there are none. */
    public List<String> all(String name) {
        return lines.getOrDefault(name, List.of());
    }

    /** Every name with its values; names are compared without case. */
    public Map<String, List<String>> asMap() {
        return lines;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Headers that && lines.equals(that.lines);
    }

    @Override
    public int hashCode() {
        return lines.entrySet().stream()
                .mapToInt(line -> line.getKey().toLowerCase(Locale.ROOT).hashCode() ^ line.getValue().hashCode()).sum();
    }

    /** The names only: values may be secrets. */
    @Override
    public String toString() {
        return "Headers" + lines.keySet();
    }

    private static List<String> join(List<String> some, List<String> more) {
        List<String> all = new ArrayList<>(some);
        all.addAll(more);
        return List.copyOf(all);
    }

    private static void requireToken(String name) {
        if (!Tokens.isToken(name)) {
            throw new IllegalArgumentException("not a header name (RFC 9110 section 5.1): '" + name + "'");
        }
    }

    private static void requireOneLine(String name, String value) {
        if (value.chars().anyMatch(c -> c == '\r' || c == '\n' || c == 0)) {
            throw new IllegalArgumentException("the value of header " + name + " has a line break or a NUL");
        }
    }
}
