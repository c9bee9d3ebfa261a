package dev.sluice.internal.http;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The parameters of a query, as the URL standard's application/x-www-form-urlencoded parser reads them. */
public final class Query {

    private Query() {}

    /** The parameters, each with all its values; empty if an escape is malformed. */
    public static Optional<Map<String, List<String>>> parse(String rawQuery) {
        Map<String, List<String>> parameters = new LinkedHashMap<>();
        for (String pair : rawQuery.split("&", -1)) {
            if (pair.isEmpty()) {
                continue;
            }
            int equals = pair.indexOf('=');
            Optional<String> name = decode(equals < 0 ? pair : pair.substring(0, equals));
            Optional<String> value = decode(equals < 0 ? "" : pair.substring(equals + 1));
            if (name.isEmpty() || value.isEmpty()) {
                return Optional.empty();
            }
            parameters.computeIfAbsent(name.get(), n -> new ArrayList<>()).add(value.get());
        }
        return Optional.of(parameters);
    }

    private static Optional<String> decode(String component) {
        return PercentEncoding.decode(component.replace('+', ' '));
    }
}
