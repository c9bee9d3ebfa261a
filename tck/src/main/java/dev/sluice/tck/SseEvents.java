package dev.sluice.tck;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;

/** Interprets the lines of an event stream as a browser does (WHATWG HTML, section 9.2.6). */
final class SseEvents {

    private final Queue<Event> events = new ArrayDeque<>();
    private final List<String> comments = new ArrayList<>();
    private final StringBuilder data = new StringBuilder();
    private Optional<String> retry = Optional.empty();
    private String type = "";
    private String lastEventId = "";

    /**
     * An event that was dispatched.
     *
     * @param type its type, {@code message} if it named none
     * @param data its data, lines joined by LF
     * @param lastEventId the last id that was seen
     */
    record Event(String type, String data, String lastEventId) {}

    /** The comments so far, without their colons. */
    List<String> comments() {
        return comments;
    }

    /** The reconnection time, if it was set. */
    Optional<String> retry() {
        return retry;
    }

    /** The next event that is complete. */
    Optional<Event> poll() {
        return Optional.ofNullable(events.poll());
    }

    /** Takes a line without its end. */
    void line(String line) {
        int colon = line.indexOf(':');
        if (line.isEmpty()) {
            dispatch();
        } else if (colon == 0) {
            comments.add(line.substring(1));
        } else if (colon < 0) {
            field(line, "");
        } else {
            String value = line.substring(colon + 1);
            field(line.substring(0, colon), value.startsWith(" ") ? value.substring(1) : value);
        }
    }

    private void field(String name, String value) {
        switch (name) {
            case "event" -> type = value;
            case "data" -> data.append(value).append('\n');
            case "id" -> lastEventId = value.indexOf('\0') < 0 ? value : lastEventId;
            case "retry" -> retry = value.matches("[0-9]+") ? Optional.of(value) : retry;
            default -> throw new AssertionError("an event stream has no field '" + name + "'");
        }
    }

    private void dispatch() {
        if (!data.isEmpty()) {
            data.setLength(data.length() - 1);
            events.add(new Event(type.isEmpty() ? "message" : type, data.toString(), lastEventId));
        }
        data.setLength(0);
        type = "";
    }
}
