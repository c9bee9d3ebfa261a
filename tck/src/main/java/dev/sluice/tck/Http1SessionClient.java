package dev.sluice.tck;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;

import org.jspecify.annotations.Nullable;

/** A client of a session over HTTP/1.1, to the byte: a connection for each event stream, and one for all POSTs. */
final class Http1SessionClient extends SessionClient {

    private final int port;
    private final String path;
    private final List<Wire> wires = new ArrayList<>();
    private @Nullable Wire posts;

    Http1SessionClient(int port, String path) {
        this.port = port;
        this.path = path;
    }

    @Override
    Down get(List<String> headerLines) {
        Wire wire = Wire.to(port);
        wires.add(wire);
        SseClient client = SseClient.ask(wire, path, headerLines.toArray(String[]::new));
        return new Down() {
            @Override
            public int status() {
                return client.status();
            }

            @Override
            public Optional<SseEvents.Event> event() {
                return client.event();
            }

            @Override
            public void cut() {
                wire.reset();
            }
        };
    }

    @Override
    Posted post(byte[] body, List<String> headerLines) {
        Wire wire = connection();
        wire.write(request(body, headerLines));
        try {
            return answer(wire);
        } catch (IOException e) {
            disconnect();
            throw new UncheckedIOException("the connection broke before the answer to a POST", e);
        }
    }

    /** The connection of POSTs, which stays unless the server ends it. */
    Wire connection() {
        Wire open = posts;
        if (open == null) {
            open = Wire.to(port);
            wires.add(open);
            posts = open;
        }
        return open;
    }

    /** Ends the connection of POSTs by a reset. */
    void disconnect() {
        if (posts != null) {
            posts.reset();
            posts = null;
        }
    }

    /** A POST as it is sent. */
    byte[] request(byte[] body, List<String> headerLines) {
        ByteArrayOutputStream request = new ByteArrayOutputStream();
        request.writeBytes(head(headerLines, "Content-Length: " + body.length));
        request.writeBytes(body);
        return request.toByteArray();
    }

    /** The head of a POST. */
    byte[] head(List<String> headerLines, String framing) {
        StringBuilder head = new StringBuilder("POST " + path + " HTTP/1.1\r\nHost: localhost\r\n");
        headerLines.forEach(line -> head.append(line).append("\r\n"));
        return head.append(framing).append("\r\n\r\n").toString().getBytes(StandardCharsets.ISO_8859_1);
    }

    /** The answer to a POST, and whatever body it has. */
    Posted answer(Wire wire) throws IOException {
        int status = Integer.parseInt(wire.line().split(" ", 3)[1]);
        OptionalLong received = OptionalLong.empty();
        int length = 0;
        boolean ends = false;
        for (String line = wire.line(); !line.isEmpty(); line = wire.line()) {
            String lower = line.toLowerCase(Locale.ROOT);
            String value = line.substring(line.indexOf(':') + 1).strip();
            if (lower.startsWith("content-length:")) {
                length = Integer.parseInt(value);
            } else if (lower.startsWith("sluice-received:")) {
                received = OptionalLong.of(Long.parseLong(value));
            } else if (lower.startsWith("connection:") && value.equalsIgnoreCase("close")) {
                ends = true;
            }
        }
        wire.read(length);
        if (ends && wire == posts) {
            posts = null;
        }
        return new Posted(status, received);
    }

    @Override
    public void close() {
        wires.forEach(Wire::close);
    }
}
