package dev.sluice.tck;

import java.util.Optional;

import dev.sluice.Protocol;

/**
 * A client that knows its place in a topic and comes back to it: on SSE by the ids of events, on WebSocket by the
 * sub-protocol sluice.v1.
 */
final class CursorClient implements AutoCloseable {

    private static final String V1 = "Sec-WebSocket-Protocol: sluice.v1";

    private final Peer peer;
    private String cursor;

    /**
     * What the client was told.
     *
     * @param kind begin, resumed, gap or message
     * @param cursor where the client is then
     * @param text the message, or what is known of the gap
     */
    record Told(String kind, String cursor, String text) {

        long offset() {
            return Long.parseLong(cursor.substring(cursor.lastIndexOf('-') + 1));
        }

        String epoch() {
            return cursor.substring(0, cursor.lastIndexOf('-'));
        }
    }

    private CursorClient(Peer peer, String cursor) {
        this.peer = peer;
        this.cursor = cursor;
    }

    /** Opens a stream at this path. A client with a cursor comes back; one with an empty cursor is new. */
    static CursorClient open(Protocol protocol, int port, String path, String cursor) {
        return open(protocol, Wire.to(port), path, cursor);
    }

    /** Opens a stream on this connection. */
    static CursorClient open(Protocol protocol, Wire wire, String path, String cursor) {
        if (protocol == Protocol.SSE) {
            SseClient client = cursor.isEmpty()
                    ? SseClient.open(wire, path)
                    : SseClient.open(wire, path, "Last-Event-ID: " + cursor);
            return new CursorClient(client, cursor);
        }
        String query = cursor.isEmpty() ? "" : "?last_event_id=" + cursor;
        return new CursorClient(WebSocketPeer.open(wire, path + query, V1), cursor);
    }

    /** The newest place that the client knows of. */
    String cursor() {
        return cursor;
    }

    /** The client beneath. */
    Peer peer() {
        return peer;
    }

    /** What the client is told next; empty when the stream has ended instead. */
    Optional<Told> poll() {
        Optional<Told> told = peer instanceof SseClient sse ? event(sse) : peer.poll().map(this::frame);
        told.ifPresent(t -> cursor = t.cursor());
        return told;
    }

    /** What the client is told next; there must be something. */
    Told next() {
        return poll().orElseThrow(() -> new AssertionError("the stream ended: " + peer.ended()));
    }

    /** The next message; there must be one, and nothing else before it but what an event stream cannot say. */
    Told message() {
        Told told = next();
        if (!told.kind().equals("message")) {
            throw new AssertionError("expected a message, and was told " + told);
        }
        return told;
    }

    private static Optional<Told> event(SseClient sse) {
        String block = sse.pollBlock().orElse("");
        while (block.startsWith(":") || block.startsWith("retry: ")) {
            block = sse.pollBlock().orElse("");
        }
        return block.isEmpty() ? Optional.empty() : Optional.of(event(block));
    }

    private static Told event(String block) {
        String type = "";
        String id = "";
        StringBuilder data = new StringBuilder();
        for (String line : block.split("\n", -1)) {
            if (line.startsWith("event: ")) {
                type = line.substring("event: ".length());
            } else if (line.startsWith("id: ")) {
                id = line.substring("id: ".length());
            } else if (line.startsWith("data: ")) {
                data.append(data.isEmpty() ? "" : "\n").append(line.substring("data: ".length()));
            } else if (!line.isEmpty()) {
                throw new AssertionError("not a line of an event: '" + line + "'");
            }
        }
        if (type.equals("sluice-gap")) {
            return new Told("gap", id, missed(data.toString()));
        }
        return new Told(block.contains("data: ") ? "message" : "begin", id, data.toString());
    }

    private static String missed(String json) {
        if (!json.matches("\\{\"missed\":(null|[0-9]+)}")) {
            throw new AssertionError("not what a gap says: " + json);
        }
        String missed = json.substring("{\"missed\":".length(), json.length() - 1);
        return missed.equals("null") ? "unknown" : missed;
    }

    private Told frame(String text) {
        int end = text.indexOf('\n');
        if (end < 0) {
            throw new AssertionError("a frame of sluice.v1 has no header line: " + text);
        }
        String[] words = text.substring(0, end).split(" ", -1);
        String body = text.substring(end + 1);
        return switch (words[0]) {
            case "message" -> new Told("message", words.length > 1 ? words[1] : cursor, body);
            case "begin", "resumed" -> new Told(words[0], words[1], body);
            case "gap" -> new Told("gap", words[1], words[2]);
            default -> throw new AssertionError("sluice.v1 knows no '" + words[0] + "'");
        };
    }

    @Override
    public void close() {
        peer.close();
    }
}
