package dev.sluice.internal.socket;

import java.nio.charset.StandardCharsets;
import java.util.Map;

import dev.sluice.Headers;

/** The head of an HTTP/1.1 response (RFC 9112 section 2.1), as bytes. */
final class ResponseHead {

    private ResponseHead() {}

    /**
     * The status line and header lines.
     *
     * @param more header lines besides, as far as {@code headers} has none of the name
     */
    static byte[] bytes(int status, Headers headers, Map<String, String> more) {
        StringBuilder text = new StringBuilder("HTTP/1.1 " + status + " " + reason(status) + "\r\n");
        headers.asMap().forEach((name, values) -> values.forEach(value -> line(text, name, value)));
        more.forEach((name, value) -> {
            if (headers.all(name).isEmpty()) {
                line(text, name, value);
            }
        });
        return text.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1);
    }

    private static String reason(int status) {
        return switch (status) {
            case 101 -> "Switching Protocols";
            case 200 -> "OK";
            default -> "-";
        };
    }

    private static void line(StringBuilder text, String name, String value) {
        text.append(name).append(": ").append(value).append("\r\n");
    }
}
