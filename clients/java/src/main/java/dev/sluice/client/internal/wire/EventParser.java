package dev.sluice.client.internal.wire;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Reads an event stream as the WHATWG HTML standard says in section 9.2.6, however it is cut into pieces. For one thread.
 */
public final class EventParser {

    private static final byte[] MARK = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF};

    private final int largest;
    private final ByteArrayOutputStream line = new ByteArrayOutputStream();
    private final List<ServerEvent> found = new ArrayList<>();
    private final StringBuilder data = new StringBuilder();
    private boolean dataSeen;
    private String type = "";
    private Optional<String> id = Optional.empty();
    private boolean carriageReturn;
    private boolean first = true;

    /** For events whose data has no more than so many bytes. */
    public EventParser(int largest) {
        this.largest = largest;
    }

    /**
     * What these bytes complete, in order.
     *
     * @throws MalformedException if a line or an event is larger than the limit
     */
    public List<ServerEvent> feed(byte[] bytes) {
        found.clear();
        for (byte next : bytes) {
            feed(next);
        }
        return List.copyOf(found);
    }

    private void feed(byte next) {
        boolean second = carriageReturn && next == '\n';
        carriageReturn = next == '\r';
        if (second) {
            return;
        }
        if (next == '\n' || next == '\r') {
            endLine();
        } else if (line.size() > largest) {
            throw new MalformedException("a line of an event is larger than " + largest + " bytes");
        } else {
            line.write(next);
        }
    }

    private void endLine() {
        byte[] bytes = line.toByteArray();
        line.reset();
        int skipped = first && startsWithMark(bytes) ? MARK.length : 0;
        first = false;
        String text = new String(bytes, skipped, bytes.length - skipped, StandardCharsets.UTF_8);
        if (text.isEmpty()) {
            dispatch();
        } else if (text.charAt(0) == ':') {
            found.add(new ServerEvent.Comment(text.substring(1)));
        } else {
            int colon = text.indexOf(':');
            String value = colon < 0 ? "" : text.substring(colon + 1);
            field(colon < 0 ? text : text.substring(0, colon), value.startsWith(" ") ? value.substring(1) : value);
        }
    }

    private static boolean startsWithMark(byte[] bytes) {
        return bytes.length >= MARK.length && bytes[0] == MARK[0] && bytes[1] == MARK[1] && bytes[2] == MARK[2];
    }

    private void field(String name, String value) {
        switch (name) {
            case "event" -> type = value;
            case "data" -> addData(value);
            case "id" -> {
                if (value.indexOf('\0') < 0) {
                    id = Optional.of(value);
                }
            }
            case "retry" -> {
                if (value.matches("[0-9]{1,15}")) {
                    found.add(new ServerEvent.Retry(Long.parseLong(value)));
                }
            }
            default -> {
                // Other fields are ignored, as the standard says.
            }
        }
    }

    private void addData(String value) {
        if (data.length() + value.length() > largest) {
            throw new MalformedException("an event is larger than " + largest + " bytes");
        }
        if (dataSeen) {
            data.append('\n');
        }
        data.append(value);
        dataSeen = true;
    }

    private void dispatch() {
        if (dataSeen) {
            found.add(new ServerEvent.Event(type.isEmpty() ? "message" : type, id, data.toString()));
        } else {
            id.ifPresent(it -> found.add(new ServerEvent.Position(it)));
        }
        data.setLength(0);
        dataSeen = false;
        type = "";
        id = Optional.empty();
    }
}
