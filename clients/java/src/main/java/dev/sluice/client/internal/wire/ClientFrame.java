package dev.sluice.client.internal.wire;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

import dev.sluice.Codec;

/**
 * A frame that a client writes. The target is empty on an endpoint of one channel.
 *
 * @param form how it travels on a WebSocket
 * @param bytes header line and message, not to be changed
 */
@SuppressWarnings("ArrayRecordComponent") // On its way to the wire, never compared.
public record ClientFrame(Codec.Form form, byte[] bytes) {

    private static final byte[] NOTHING = {};

    /** Opens a stream, which may be sent so many messages at first. */
    public static ClientFrame subscribe(String target, int credit, Optional<String> cursor) {
        return header(line("subscribe", target) + " " + credit + cursor.map(it -> " " + it).orElse(""));
    }

    /** Wants no more of a stream. */
    public static ClientFrame unsubscribe(String target) {
        return header(line("unsubscribe", target));
    }

    /** Ends a stream, or a session. */
    public static ClientFrame end(String target, int code, String reason) {
        return frame(Codec.Form.TEXT, line("end", target) + " " + code, reason.getBytes(StandardCharsets.UTF_8));
    }

    /** A message. */
    public static ClientFrame message(String target, Codec.Form form, byte[] body) {
        return frame(form, line("message", target), body);
    }

    /** So many more messages may be sent to the stream. */
    public static ClientFrame credit(String target, int credit) {
        return header(line("credit", target) + " " + credit);
    }

    /** A message that wants an answer. */
    public static ClientFrame request(String target, long id, long millis, Codec.Form form, byte[] body) {
        return frame(form, line("request", target) + " " + id + " " + millis, body);
    }

    /** The answer to a request of the server. */
    public static ClientFrame reply(String target, long id, Codec.Form form, byte[] body) {
        return frame(form, line("reply", target) + " " + id, body);
    }

    /** There is no answer to a request of the server. */
    public static ClientFrame failure(String target, long id, int code, String reason) {
        return frame(Codec.Form.TEXT, line("failure", target) + " " + id + " " + code,
                reason.getBytes(StandardCharsets.UTF_8));
    }

    /** The answer is not wanted any more. */
    public static ClientFrame cancel(String target, long id) {
        return header(line("cancel", target) + " " + id);
    }

    private static String line(String word, String target) {
        return target.isEmpty() ? word : word + " " + target;
    }

    private static ClientFrame header(String line) {
        return frame(Codec.Form.TEXT, line, NOTHING);
    }

    private static ClientFrame frame(Codec.Form form, String line, byte[] body) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(line.length() + 1 + body.length);
        bytes.writeBytes(line.getBytes(StandardCharsets.US_ASCII));
        bytes.write('\n');
        bytes.writeBytes(body);
        return new ClientFrame(form, bytes.toByteArray());
    }
}
