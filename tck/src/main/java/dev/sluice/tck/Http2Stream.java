package dev.sluice.tck;

import java.nio.charset.StandardCharsets;
import java.util.Optional;

import org.jspecify.annotations.Nullable;

/** An event stream on an HTTP/2 connection that it may share with others. The connection is read when it is asked. */
final class Http2Stream implements Peer {

    /** The field {@code :status: 200} as the static table of HPACK has it (RFC 7541 appendix A). */
    private static final byte STATUS_200 = (byte) 0x88;

    private final Http2Client client;
    private final int number;
    private final SseEvents events = new SseEvents();
    private final StringBuilder line = new StringBuilder();
    private boolean answered;
    private @Nullable Goodbye ended;

    Http2Stream(Http2Client client, int number) {
        this.client = client;
        this.number = number;
    }

    void head(byte[] block) {
        if (block[0] != STATUS_200) {
            throw new AssertionError("expected status 200 as the first field, and got 0x"
                    + Integer.toHexString(block[0] & 0xff));
        }
        answered = true;
    }

    /** The tests write no CR. */
    void data(byte[] bytes) {
        for (char c : new String(bytes, StandardCharsets.ISO_8859_1).toCharArray()) {
            if (c == '\n') {
                events.line(line.toString());
                line.setLength(0);
            } else {
                line.append(c);
            }
        }
    }

    void ended(End end) {
        if (ended == null) {
            ended = new Goodbye(end, 0, "");
        }
    }

    /** Reads up to the head of the response. */
    Http2Stream opened() {
        while (!answered) {
            client.read();
            if (ended != null) {
                throw new AssertionError("expected status 200, and the stream ended: " + ended);
            }
        }
        return this;
    }

    /** Resets it. */
    void reset() {
        client.reset(number);
    }

    /** Lets the server send so many more bytes. */
    void giveWindow(int bytes) {
        client.giveWindow(number, bytes);
    }

    @Override
    public Optional<String> poll() {
        Optional<SseEvents.Event> event = events.poll();
        while (event.isEmpty() && ended == null) {
            client.read();
            event = events.poll();
        }
        return event.map(SseEvents.Event::data);
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
        return client.wire();
    }
}
