package dev.sluice.tck;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

import org.jspecify.annotations.Nullable;

/** A client of SSE over HTTP/1.1 that sees every byte: the head as it is, the chunks, the body, the end. */
final class SseClient implements Peer {

    private final Wire wire;
    private final List<String> head = new ArrayList<>();
    private final SseEvents events = new SseEvents();
    private byte[] chunk = {};
    private int read;
    private boolean afterCr;
    private @Nullable Goodbye ended;

    private SseClient(Wire wire) {
        this.wire = wire;
    }

    /** Asks for an event stream and reads the head of the response, whatever it says. */
    static SseClient ask(Wire wire, String path, String... headerLines) {
        StringBuilder request = new StringBuilder("GET " + path + " HTTP/1.1\r\nHost: localhost\r\n");
        for (String line : headerLines) {
            request.append(line).append("\r\n");
        }
        wire.write(request.append("\r\n").toString());
        SseClient client = new SseClient(wire);
        client.readHead();
        return client;
    }

    /** Opens an event stream, which must succeed. */
    static SseClient open(Wire wire, String path, String... headerLines) {
        List<String> lines = new ArrayList<>(List.of(headerLines));
        lines.add("Accept: text/event-stream");
        SseClient client = ask(wire, path, lines.toArray(String[]::new));
        if (client.status() != 200 || !client.header("Transfer-Encoding").equals(List.of("chunked"))) {
            throw new AssertionError("expected an event stream in chunks: " + client.head);
        }
        return client;
    }

    private void readHead() {
        try {
            for (String line = wire.line(); !line.isEmpty(); line = wire.line()) {
                head.add(line);
            }
        } catch (IOException e) {
            throw new AssertionError("the connection broke before a response", e);
        }
    }

    /** The status line and the header lines. */
    List<String> head() {
        return head;
    }

    /** The status. */
    int status() {
        return Integer.parseInt(head.get(0).split(" ", 3)[1]);
    }

    /** The values of a header, one a line. */
    List<String> header(String name) {
        String prefix = name.toLowerCase(Locale.ROOT) + ":";
        return head.stream().filter(line -> line.toLowerCase(Locale.ROOT).startsWith(prefix))
                .map(line -> line.substring(prefix.length()).strip()).toList();
    }

    /** What the events said so far. */
    SseEvents events() {
        return events;
    }

    /** This many bytes of a body that is not chunked. */
    String plainText(int bytes) {
        try {
            return new String(wire.read(bytes), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new AssertionError("the connection broke inside the body", e);
        }
    }

    /** This many bytes of the body, exactly as sent. */
    String text(int bytes) {
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        while (text.size() < bytes) {
            if (!fill()) {
                throw new AssertionError("expected " + bytes + " bytes, and the stream ended after '" + text + "'");
            }
            text.write(chunk[read++]);
        }
        return text.toString(StandardCharsets.UTF_8);
    }

    /** The bytes up to and with the next blank line, exactly as sent. */
    String block() {
        StringBuilder block = new StringBuilder();
        while (block.length() < 2 || !block.substring(block.length() - 2).equals("\n\n")) {
            block.append(text(1));
        }
        return block.toString();
    }

    /** The bytes up to and with the next blank line; empty when the stream has ended instead, also in the middle. */
    Optional<String> pollBlock() {
        ByteArrayOutputStream block = new ByteArrayOutputStream();
        int breaks = 0;
        while (breaks < 2 && fill()) {
            breaks = chunk[read] == '\n' ? breaks + 1 : 0;
            block.write(chunk[read++]);
        }
        return breaks < 2 ? Optional.empty() : Optional.of(block.toString(StandardCharsets.UTF_8));
    }

    /** The next event; empty when the stream has ended instead. */
    Optional<SseEvents.Event> event() {
        Optional<SseEvents.Event> event = events.poll();
        while (event.isEmpty()) {
            Optional<String> line = bodyLine();
            if (line.isEmpty()) {
                return Optional.empty();
            }
            events.line(line.get());
            event = events.poll();
        }
        return event;
    }

    @Override
    public Optional<String> poll() {
        return event().map(SseEvents.Event::data);
    }

    /** Reads lines until so many comments were seen; no event may come before. */
    void awaitComments(int count) {
        while (events.comments().size() < count) {
            events.line(bodyLine().orElseThrow(() -> new AssertionError("expected a comment, and the stream ended")));
            events.poll().ifPresent(event -> {
                throw new AssertionError("expected a comment, and got " + event);
            });
        }
    }

    private Optional<String> bodyLine() {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        while (fill()) {
            if (afterCr && chunk[read] == '\n') {
                read++;
            }
            afterCr = false;
            int from = read;
            while (read < chunk.length && chunk[read] != '\r' && chunk[read] != '\n') {
                read++;
            }
            line.write(chunk, from, read - from);
            if (read < chunk.length) {
                afterCr = chunk[read++] == '\r';
                return Optional.of(line.toString(StandardCharsets.UTF_8));
            }
        }
        return Optional.empty();
    }

    /** Has bytes of the body, unless it has ended, however that was. */
    private boolean fill() {
        try {
            while (ended == null && read == chunk.length) {
                chunk = nextChunk();
                read = 0;
            }
        } catch (EOFException e) {
            ended = new Goodbye(End.FIN, 0, "");
        } catch (IOException e) {
            ended = new Goodbye(End.RESET, 0, "");
        }
        return ended == null;
    }

    private byte[] nextChunk() throws IOException {
        int first = wire.read();
        if (first < 0) {
            throw new EOFException();
        }
        byte[] bytes = wire.read(Integer.parseInt((char) first + wire.line(), 16));
        if (!wire.line().isEmpty()) {
            throw new AssertionError("a chunk is longer than it said, or the last one has a trailer");
        }
        if (bytes.length == 0) {
            ended = new Goodbye(wire.endsByFin() ? End.ORDERLY : End.RESET, 0, "");
        }
        return bytes;
    }

    @Override
    public Goodbye ended() {
        if (ended == null) {
            throw new IllegalStateException("the stream has not been read up to its end");
        }
        return ended;
    }

    @Override
    public Wire wire() {
        return wire;
    }
}
