package dev.sluice.internal.socket;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

import dev.sluice.Headers;
import dev.sluice.spi.HttpRequest;
import dev.sluice.spi.HttpVersion;

/**
 * The head of an HTTP/1 request (RFC 9112 section 2.1), and what came directly behind it.
 *
 * @param lines the request line and the header lines
 * @param rest the first bytes after the head
 */
record RequestHead(List<String> lines, ByteBuffer rest) {

    private static final int PORTION = 4096;
    private static final Pattern DIGITS = Pattern.compile("[0-9]{1,18}");
    private static final byte[] EMPTY_LINE = {'\r', '\n', '\r', '\n'};

    /** The head is larger than may be. */
    static final class TooLarge extends IOException {

        private static final long serialVersionUID = 1L;

        private TooLarge(int limit) {
            super("the request's head has more than " + limit + " bytes");
        }
    }

    /**
     * Reads up to the empty line.
     *
     * @param before what was read before and belongs to it
     * @param limit how many bytes the head may have
     * @throws TooLarge if it has more
     * @throws EOFException if the connection ends first
     */
    static RequestHead read(ByteBuffer before, InputStream in, int limit) throws IOException {
        byte[] bytes = new byte[Math.max(PORTION, before.remaining())];
        int count = before.remaining();
        before.get(bytes, 0, count);
        int searched = 0;
        while (true) {
            int end = emptyLine(bytes, searched, count);
            if (end > limit || (end < 0 && count > limit)) {
                throw new TooLarge(limit);
            }
            if (end >= 0) {
                String text = new String(bytes, 0, end, StandardCharsets.ISO_8859_1);
                return new RequestHead(List.of(text.split("\r\n", -1)),
                        ByteBuffer.wrap(bytes, end + EMPTY_LINE.length, count - end - EMPTY_LINE.length));
            }
            searched = Math.max(0, count - EMPTY_LINE.length + 1);
            bytes = count < bytes.length ? bytes : Arrays.copyOf(bytes, 2 * count);
            int n = in.read(bytes, count, bytes.length - count);
            if (n < 0) {
                throw new EOFException("the connection ended inside a request's head");
            }
            count += n;
        }
    }

    /** Where the empty line begins that ends the head; -1 if it is not there. */
    private static int emptyLine(byte[] bytes, int from, int count) {
        for (int i = from; i <= count - EMPTY_LINE.length; i++) {
            if (Arrays.equals(bytes, i, i + EMPTY_LINE.length, EMPTY_LINE, 0, EMPTY_LINE.length)) {
                return i;
            }
        }
        return -1;
    }

    /** Leaves the body out, which nobody wants. */
    void skipBody(Headers headers, InputStream in) throws IOException {
        long left = headers.first("Content-Length").map(Long::parseLong).orElse(0L);
        int here = (int) Math.min(left, rest.remaining());
        rest.position(rest.position() + here);
        in.skipNBytes(left - here);
    }

    private static void requireLength(Headers headers) {
        if (!headers.all("Content-Length").stream().allMatch(DIGITS.asMatchPredicate())
                || headers.all("Content-Length").stream().distinct().count() > 1) {
            throw new IllegalArgumentException("not a length: " + headers.all("Content-Length"));
        }
    }

    /** The method, as sent. */
    String method() {
        return requestLine()[0];
    }

    /**
     * The request as the engine wants it.
     *
     * @throws IllegalArgumentException if it is malformed
     */
    HttpRequest request(SocketAddress remote, boolean secure, Optional<X509Certificate> clientCertificate) {
        String[] line = requestLine();
        if (line.length != 3 || !line[1].startsWith("/")) {
            throw new IllegalArgumentException("not a request line: " + lines.get(0));
        }
        int question = line[1].indexOf('?');
        String path = question < 0 ? line[1] : line[1].substring(0, question);
        String query = question < 0 ? "" : line[1].substring(question + 1);
        Headers headers = headers();
        HttpVersion version = version(line[2]);
        if (headers.all("Host").size() > 1 || (version == HttpVersion.HTTP_1_1 && headers.all("Host").isEmpty())) {
            throw new IllegalArgumentException("not exactly one Host header");
        }
        requireLength(headers);
        return new HttpRequest(line[0], path, query, version, headers, remote, secure, clientCertificate);
    }

    private String[] requestLine() {
        return lines.get(0).split(" ", -1);
    }

    private static HttpVersion version(String text) {
        return switch (text) {
            case "HTTP/1.1" -> HttpVersion.HTTP_1_1;
            case "HTTP/1.0" -> HttpVersion.HTTP_1_0;
            default -> throw new IllegalArgumentException("not a version of HTTP/1: " + text);
        };
    }

    private Headers headers() {
        Map<String, List<String>> map = new LinkedHashMap<>();
        for (String line : lines.subList(1, lines.size())) {
            int colon = line.indexOf(':');
            if (colon < 1) {
                throw new IllegalArgumentException("not a header line: " + line);
            }
            map.computeIfAbsent(line.substring(0, colon), name -> new ArrayList<>()).add(line.substring(colon + 1)
                    .strip());
        }
        return Headers.of(map);
    }
}
