package dev.sluice.tck;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;

/** A client of a session, as {@code docs/protocol.md} describes it: event streams, and POSTs beside them. */
abstract class SessionClient implements AutoCloseable {

    private static final String NOBODY = "no session";

    private String secret = NOBODY;
    private long grace;
    private int largest;

    /** One event stream. */
    interface Down {

        /** The status of the response. */
        int status();

        /** The next event; empty at the end of the response, however that was. */
        Optional<SseEvents.Event> event();

        /** Cuts it off. */
        void cut();

        /** The data of the next event, which must be there and be numbered like this. */
        default String frame(long number) {
            SseEvents.Event event = event().orElseThrow(() -> new AssertionError("expected an event, and got the end"));
            if (!event.lastEventId().equals(Long.toString(number)) || !event.type().equals("message")) {
                throw new AssertionError("expected the frame " + number + ", and got " + event);
            }
            return event.data();
        }

        /** The data of the event that ends the session, behind which the response ends. */
        default String farewell() {
            Optional<SseEvents.Event> event = event();
            while (event.isPresent() && !event.get().type().equals("sluice-end")) {
                event = event();
            }
            String data = event.orElseThrow(() -> new AssertionError("the response ended before sluice-end")).data();
            if (event().isPresent()) {
                throw new AssertionError("there is an event behind sluice-end");
            }
            return data;
        }
    }

    /** The answer to a POST. */
    record Posted(int status, OptionalLong received) {}

    abstract Down get(List<String> headerLines);

    abstract Posted post(byte[] body, List<String> headerLines);

    /** Opens a session. */
    Down open(String... headerLines) {
        Down down = get(Stream.concat(Stream.of("Accept: text/event-stream"), Stream.of(headerLines)).toList());
        if (down.status() != 200) {
            throw new AssertionError("expected status 200, and got " + down.status());
        }
        SseEvents.Event first = down.event().orElseThrow(() -> new AssertionError("the response ended"));
        String[] words = first.data().split(" ", -1);
        if (!first.type().equals("sluice-session") || words.length != 3 || !first.lastEventId().isEmpty()) {
            throw new AssertionError("expected sluice-session as the first event, and got " + first);
        }
        secret = words[0];
        grace = Long.parseLong(words[1]);
        largest = Integer.parseInt(words[2]);
        return down;
    }

    /** Goes on behind this event. */
    Down comeBack(long lastEvent) {
        return get(List.of("Accept: text/event-stream", "Sluice-Session: " + secret, "Last-Event-ID: " + lastEvent));
    }

    /** Sends messages, of which the first has this number. */
    Posted say(long first, String... messages) {
        return send(first, Stream.of(messages).map(message -> "message\n" + message).toArray(String[]::new));
    }

    /** Sends frames, of which the first has this number. */
    Posted send(long first, String... frames) {
        return post(body(frames), headers(first));
    }

    /** The headers of a POST. */
    List<String> headers(long first, String... more) {
        List<String> lines = new ArrayList<>(List.of("Sluice-Session: " + secret, "Sluice-Sequence: " + first));
        lines.addAll(List.of(more));
        return lines;
    }

    /** Frames as a body. */
    static byte[] body(String... frames) {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        for (String frame : frames) {
            byte[] bytes = frame.getBytes(StandardCharsets.UTF_8);
            body.writeBytes((bytes.length + "\n").getBytes(StandardCharsets.US_ASCII));
            body.writeBytes(bytes);
        }
        return body.toByteArray();
    }

    String secret() {
        return secret;
    }

    long grace() {
        return grace;
    }

    int largest() {
        return largest;
    }

    @Override
    public abstract void close();
}
