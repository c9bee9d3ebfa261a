package dev.sluice.internal.http;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import dev.sluice.Headers;
import dev.sluice.spi.Answer;

/** Plain refusals. */
public final class Responses {

    private Responses() {}

    /** A response with a short text for people, and further headers given as names and values. */
    public static Answer.Response refuse(int status, String text, String... namesAndValues) {
        return refuse(status, text, Headers.of(namesAndValues));
    }

    /** A response with a short text for people, and further headers. */
    public static Answer.Response refuse(int status, String text, Headers further) {
        Map<String, List<String>> headers = new LinkedHashMap<>();
        headers.put("Content-Type", List.of("text/plain; charset=utf-8"));
        headers.put("Cache-Control", List.of("no-store"));
        headers.keySet().removeIf(name -> !further.all(name).isEmpty());
        headers.putAll(further.asMap());
        return new Answer.Response(status, Headers.of(headers), text);
    }
}
