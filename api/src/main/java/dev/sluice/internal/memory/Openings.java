package dev.sluice.internal.memory;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

import dev.sluice.MemoryRequest;
import dev.sluice.OpeningRefusedException;
import dev.sluice.Protocol;

/** How a client asks for its stream. */
final class Openings {

    private static final String LENGTH = "content-length:";

    private Openings() {}

    /**
     * Asks, and reads the head of the answer.
     *
     * @throws OpeningRefusedException if the answer is no stream
     * @throws IOException if the connection broke before the answer, or it took longer than the socket's timeout
     */
    static Conversation open(PipeSocket socket, MemoryRequest request, Protocol protocol) throws IOException {
        socket.getOutputStream().write(head(socket.getPort(), request, protocol));
        InputStream in = new BufferedInputStream(socket.getInputStream());
        int status = Integer.parseInt(line(in).split(" ", 3)[1]);
        int length = 0;
        for (String line = line(in); !line.isEmpty(); line = line(in)) {
            if (line.regionMatches(true, 0, LENGTH, 0, LENGTH.length())) {
                length = Integer.parseInt(line.substring(LENGTH.length()).strip());
            }
        }
        if (status != (protocol == Protocol.SSE ? 200 : 101)) {
            String body = new String(in.readNBytes(length), StandardCharsets.UTF_8);
            throw new OpeningRefusedException(protocol + " " + request.target().split("\\?", 2)[0], status, body);
        }
        return protocol == Protocol.SSE
                ? new EventConversation(in, socket)
                : new WebSocketConversation(in, socket.getOutputStream());
    }

    private static byte[] head(int port, MemoryRequest request, Protocol protocol) {
        Map<String, String> lines = new LinkedHashMap<>();
        lines.put("Host", "localhost:" + port);
        if (protocol == Protocol.SSE) {
            lines.put("Accept", "text/event-stream");
        } else {
            lines.put("Connection", "Upgrade");
            lines.put("Upgrade", "websocket");
            lines.put("Sec-WebSocket-Version", "13");
            lines.put("Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ==");
        }
        StringBuilder head = new StringBuilder("GET ").append(request.target()).append(" HTTP/1.1\r\n");
        lines.forEach((name, value) -> {
            if (request.headers().all(name).isEmpty()) {
                line(head, name, value);
            }
        });
        request.headers().asMap().forEach((name, values) -> values.forEach(value -> line(head, name, value)));
        return head.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1);
    }

    private static void line(StringBuilder head, String name, String value) {
        head.append(name).append(": ").append(value).append("\r\n");
    }

    private static String line(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int b = in.read(); b != '\n'; b = in.read()) {
            if (b < 0) {
                throw new EOFException("the connection ended before an answer");
            }
            line.append((char) b);
        }
        return line.toString().strip();
    }
}
