package dev.sluice.internal.sse;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;

/** Makes the event stream of the WHATWG HTML standard, section 9.2.5. */
public final class SseEncoder {

    private static final byte[] DATA = "data: ".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] COMMENT = ":\n\n".getBytes(StandardCharsets.US_ASCII);

    private SseEncoder() {}

    /** A comment, which clients ignore. */
    public static byte[] comment() {
        return COMMENT.clone();
    }

    /** The reconnection time. */
    public static byte[] retry(Duration time) {
        return ("retry: " + time.toMillis() + "\n\n").getBytes(StandardCharsets.US_ASCII);
    }

    /** The last event id, of no event: it is what a client asks to go on from, although nothing came yet. */
    public static byte[] position(String id) {
        return (idField(id) + "\n").getBytes(StandardCharsets.UTF_8);
    }

    /**
     * An event of the type {@code message} that sets no last event id.
     *
     * @param parts its data, one behind the other
     */
    public static byte[] event(byte[]... parts) {
        return event("", joined(List.of(parts)));
    }

    /** These bytes, one behind the other. */
    public static byte[] joined(List<byte[]> parts) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        parts.forEach(all::writeBytes);
        return all.toByteArray();
    }

    /** The field that sets the last event id, before what else an event has. */
    public static byte[] number(long id) {
        return idField(Long.toString(id)).getBytes(StandardCharsets.US_ASCII);
    }

    /**
     * An event of the type {@code message}.
     *
     * @param id the last event id that it sets; empty for none
     * @param data UTF-8; each of its lines, ended by CRLF, LF or CR, gets a field of its own, so clients see LF for all three
     * @throws IllegalArgumentException if the id has a line break or a NUL, which would end the field or void it
     */
    public static byte[] event(String id, byte[] data) {
        return event("", id, data);
    }

    /**
     * An event.
     *
     * @param type its type; empty for {@code message}
     * @param id the last event id that it sets; empty for none
     * @param data UTF-8; each of its lines gets a field of its own
     * @throws IllegalArgumentException if the type or the id has a line break or a NUL
     */
    public static byte[] event(String type, String id, byte[] data) {
        ByteArrayOutputStream event = new ByteArrayOutputStream(data.length + id.length() + 16);
        if (!type.isEmpty()) {
            event.writeBytes(field("event", type).getBytes(StandardCharsets.UTF_8));
        }
        if (!id.isEmpty()) {
            event.writeBytes(idField(id).getBytes(StandardCharsets.UTF_8));
        }
        int start = 0;
        for (int i = 0; i < data.length; i++) {
            if (data[i] == '\n' || data[i] == '\r') {
                line(event, data, start, i);
                if (data[i] == '\r' && i + 1 < data.length && data[i + 1] == '\n') {
                    i++;
                }
                start = i + 1;
            }
        }
        line(event, data, start, data.length);
        event.write('\n');
        return event.toByteArray();
    }

    private static String idField(String id) {
        return field("id", id);
    }

    private static String field(String name, String value) {
        if (value.chars().anyMatch(c -> c == '\n' || c == '\r' || c == 0)) {
            throw new IllegalArgumentException("an event " + name + " has a line break or a NUL");
        }
        return name + ": " + value + "\n";
    }

    private static void line(ByteArrayOutputStream event, byte[] data, int from, int to) {
        event.writeBytes(DATA);
        event.write(data, from, to - from);
        event.write('\n');
    }
}
