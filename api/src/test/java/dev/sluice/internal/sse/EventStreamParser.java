package dev.sluice.internal.sse;

import java.util.ArrayList;
import java.util.List;

/** The event stream parser of the WHATWG HTML standard, section 9.2.6, written down step by step. */
final class EventStreamParser {

    /** An event that was dispatched. */
    record Event(String type, String data, String lastEventId) {}

    final List<Event> events = new ArrayList<>();
    final List<String> comments = new ArrayList<>();
    String reconnectionTime = "";
    private final StringBuilder data = new StringBuilder();
    private String type = "";
    private String idBuffer = "";

    static EventStreamParser of(String stream) {
        EventStreamParser parser = new EventStreamParser();
        String text = stream.startsWith("\ufeff") ? stream.substring(1) : stream;
        // What follows the last line break is an incomplete line and is discarded at the end of the file.
        String[] lines = text.split("\r\n|\n|\r", -1);
        for (int i = 0; i < lines.length - 1; i++) {
            parser.line(lines[i]);
        }
        return parser;
    }

    private void line(String line) {
        if (line.isEmpty()) {
            dispatch();
        } else if (line.startsWith(":")) {
            comments.add(line.substring(1));
        } else {
            int colon = line.indexOf(':');
            String value = colon < 0 ? "" : line.substring(colon + 1);
            field(colon < 0 ? line : line.substring(0, colon), value.startsWith(" ") ? value.substring(1) : value);
        }
    }

    private void field(String name, String value) {
        switch (name) {
            case "event" -> type = value;
            case "data" -> data.append(value).append('\n');
            case "id" -> idBuffer = value.indexOf('\0') < 0 ? value : idBuffer;
            case "retry" -> reconnectionTime = value.matches("[0-9]+") ? value : reconnectionTime;
            default -> throw new AssertionError("a field that clients ignore: " + name);
        }
    }

    private void dispatch() {
        if (!data.isEmpty()) {
            data.setLength(data.length() - 1);
            events.add(new Event(type.isEmpty() ? "message" : type, data.toString(), idBuffer));
        }
        data.setLength(0);
        type = "";
    }
}
