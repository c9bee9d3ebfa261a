package dev.sluice.tck;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.ProtocolException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import dev.sluice.Headers;
import dev.sluice.spi.HttpRequest;
import dev.sluice.spi.HttpVersion;

/**
 * The head of an HTTP/1 request, and what came directly behind it.
 *
 * @param lines the request line and the header lines
 * @param rest the first bytes after the head
 */
record RequestHead(List<String> lines, ByteBuffer rest) {

    private static final int LARGEST = 32 * 1024;

    /**
     * Reads up to the empty line.
     *
     * @param before what was read before and belongs to it
     */
    static RequestHead read(ByteBuffer before, InputStream in) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        while (before.hasRemaining()) {
            bytes.write(before.get());
        }
        byte[] buffer = new byte[4096];
        while (bytes.size() <= LARGEST) {
            String text = bytes.toString(StandardCharsets.ISO_8859_1);
            int end = text.indexOf("\r\n\r\n");
            if (end >= 0) {
                ByteBuffer rest = ByteBuffer.wrap(bytes.toByteArray());
                return new RequestHead(List.of(text.substring(0, end).split("\r\n")), rest.position(end + 4));
            }
            int n = in.read(buffer);
            if (n < 0) {
                throw new EOFException("the connection ended inside a request's head");
            }
            bytes.write(buffer, 0, n);
        }
        throw new ProtocolException("the request's head is too large");
    }

    /** Leaves the body out, which nobody wants. */
    void skipBody(Headers headers, InputStream in) throws IOException {
        long left = headers.first("Content-Length").map(Long::parseLong).orElse(0L);
        int here = (int) Math.min(left, rest.remaining());
        rest.position(rest.position() + here);
        in.skipNBytes(left - here);
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
