package dev.sluice.internal.http;

import java.util.Optional;

import dev.sluice.Headers;

/** The cookies of a request (RFC 6265 section 4.2), on any number of header lines. */
public final class Cookies {

    private Cookies() {}

    /** The value of the first cookie of this name, without the quotes around it. */
    public static Optional<String> first(Headers headers, String name) {
        for (String line : headers.all("Cookie")) {
            for (String pair : line.split(";", -1)) {
                int equals = pair.indexOf('=');
                if (equals >= 0 && pair.substring(0, equals).strip().equals(name)) {
                    return Optional.of(unquoted(pair.substring(equals + 1).strip()));
                }
            }
        }
        return Optional.empty();
    }

    private static String unquoted(String value) {
        boolean quoted = value.length() >= 2 && value.startsWith("\"") && value.endsWith("\"");
        return quoted ? value.substring(1, value.length() - 1) : value;
    }
}
