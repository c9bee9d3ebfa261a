package dev.sluice.tck;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import dev.sluice.Headers;

/**
 * An HTTP response as it came.
 *
 * @param status the status
 * @param headers the header lines
 * @param body the body as text in UTF-8; empty if only the head was read
 */
record RawResponse(int status, Headers headers, String body) {

    private static final Pattern STATUS_LINE = Pattern.compile("HTTP/1\\.[01] ([1-5][0-9]{2})( .*)?");

    /** Reads the status line and the headers. */
    static RawResponse readHead(RawConnection connection) {
        String statusLine = connection.readLine("an HTTP status line");
        Matcher matcher = STATUS_LINE.matcher(statusLine);
        if (!matcher.matches()) {
            throw new AssertionError("not a status line of HTTP/1: '" + statusLine + "'");
        }
        Map<String, List<String>> lines = new HashMap<>();
        for (String line = header(connection); !line.isEmpty(); line = header(connection)) {
            int colon = line.indexOf(':');
            assertThat(colon).as("the colon of the header line '%s'", line).isPositive();
            lines.computeIfAbsent(line.substring(0, colon).toLowerCase(Locale.ROOT), n -> new ArrayList<>())
                    .add(line.substring(colon + 1).strip());
        }
        return new RawResponse(Integer.parseInt(matcher.group(1)), Headers.of(lines), "");
    }

    /** The same with its body, as long as RFC 9112 section 6.3 says. */
    RawResponse readBody(RawConnection connection) {
        byte[] bytes;
        if (status == 204) {
            return this;
        }
        if (has("Transfer-Encoding", "chunked")) {
            bytes = readChunks(connection);
        } else if (headers.first("Content-Length").isPresent()) {
            bytes = connection.read(Integer.parseInt(header("Content-Length")), "the body");
        } else {
            bytes = connection.readToEnd("the body, and then the end of the connection");
        }
        return new RawResponse(status, headers, new String(bytes, StandardCharsets.UTF_8));
    }

    /** The value of a header that there is once. */
    String header(String name) {
        List<String> values = headers.all(name);
        assertThat(values).as("the header lines %s of a response with status %s", name, status).hasSize(1);
        return values.get(0);
    }

    /** Whether a header lists this token, in any case. */
    boolean has(String name, String token) {
        return headers.all(name).stream().flatMap(line -> Stream.of(line.split(",", -1)))
                .anyMatch(member -> member.strip().equalsIgnoreCase(token));
    }

    private static String header(RawConnection connection) {
        return connection.readLine("a header line, or the empty line behind them");
    }

    private static byte[] readChunks(RawConnection connection) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        while (true) {
            int size = Integer.parseInt(connection.readLine("the size of a chunk"), 16);
            bytes.writeBytes(connection.read(size, "a chunk"));
            assertThat(connection.readLine("the end of a chunk")).isEmpty();
            if (size == 0) {
                return bytes.toByteArray();
            }
        }
    }
}
