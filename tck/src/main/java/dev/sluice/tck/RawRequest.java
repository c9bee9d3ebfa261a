package dev.sluice.tck;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** An HTTP request of which every byte can be chosen. Its header lines are sent in the order and case given. */
final class RawRequest {

    /** The key of RFC 6455 section 1.3. */
    static final String SAMPLE_KEY = "dGhlIHNhbXBsZSBub25jZQ==";

    /** What a server answers to {@link #SAMPLE_KEY}. */
    static final String SAMPLE_ACCEPT = "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=";

    private final List<HeaderLine> lines = new ArrayList<>();
    private final String target;
    private String method = "GET";
    private String version = "HTTP/1.1";
    private String body = "";

    private record HeaderLine(String name, String value) {}

    private RawRequest(String target) {
        this.target = target;
    }

    /** A GET with a Host header alone. */
    static RawRequest get(int port, String target) {
        return new RawRequest(target).add("Host", "127.0.0.1:" + port);
    }

    /** A WebSocket opening handshake as most clients send it, without an Origin. */
    static RawRequest handshake(int port, String target) {
        return get(port, target).add("Upgrade", "websocket").add("Connection", "Upgrade")
                .add("Sec-WebSocket-Key", SAMPLE_KEY).add("Sec-WebSocket-Version", "13");
    }

    /** Another method. */
    RawRequest method(String name) {
        this.method = name;
        return this;
    }

    /** Another version, such as {@code HTTP/1.0}. */
    RawRequest version(String text) {
        this.version = text;
        return this;
    }

    /** A body in ASCII, with its Content-Length. */
    RawRequest body(String text) {
        this.body = text;
        return set("Content-Length", Integer.toString(text.length()));
    }

    /** One more header line. */
    RawRequest add(String name, String value) {
        lines.add(new HeaderLine(name, value));
        return this;
    }

    /** This header line instead of those of the same name in any case. */
    RawRequest set(String name, String value) {
        return without(name).add(name, value);
    }

    /** No header line of this name in any case. */
    RawRequest without(String name) {
        lines.removeIf(line -> line.name().equalsIgnoreCase(name));
        return this;
    }

    /** Whether the answer has no body whatever its headers say (RFC 9112 section 6.3). */
    boolean isHead() {
        return method.equals("HEAD");
    }

    /** How many bytes the target and the names and values of the header lines have together. */
    int size() {
        return target.length() + lines.stream().mapToInt(line -> line.name().length() + line.value().length()).sum();
    }

    /** How many header lines there are. */
    int lines() {
        return lines.size();
    }

    /** The request as it is sent. */
    byte[] bytes() {
        StringBuilder text = new StringBuilder();
        text.append(method).append(' ').append(target).append(' ').append(version).append("\r\n");
        lines.forEach(line -> text.append(line.name()).append(": ").append(line.value()).append("\r\n"));
        return text.append("\r\n").append(body).toString().getBytes(StandardCharsets.ISO_8859_1);
    }

    @Override
    public String toString() {
        return new String(bytes(), StandardCharsets.ISO_8859_1);
    }
}
