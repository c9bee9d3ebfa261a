package dev.sluice.internal.session;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import dev.sluice.internal.websocket.CloseCode;
import dev.sluice.internal.websocket.ProtocolViolation;

/** The body of a POST of a session: frames, each with its length before it. For one thread. */
public final class PostBody {

    private static final int MOST_DIGITS = 10;

    private final byte[] bytes;
    private int at;

    private PostBody(byte[] bytes) {
        this.bytes = bytes;
    }

    /**
     * The frames, of which nobody has looked inside.
     *
     * @throws ProtocolViolation if a length is no number, or has fewer bytes behind it
     */
    public static List<byte[]> frames(byte[] bytes) {
        PostBody body = new PostBody(bytes);
        List<byte[]> frames = new ArrayList<>();
        while (body.at < bytes.length) {
            frames.add(body.frame());
        }
        return frames;
    }

    private byte[] frame() {
        long length = length();
        if (at == bytes.length || length > bytes.length - at - 1) {
            throw violation("fewer bytes than the length says");
        }
        int begin = at + 1;
        at = begin + (int) length;
        return Arrays.copyOfRange(bytes, begin, at);
    }

    private long length() {
        long length = 0;
        int begin = at;
        while (at < bytes.length && bytes[at] != '\n') {
            if (bytes[at] < '0' || bytes[at] > '9' || at - begin == MOST_DIGITS) {
                throw violation("a length that is no number");
            }
            length = length * 10 + bytes[at++] - '0';
        }
        if (at == begin) {
            throw violation("a length that is no number");
        }
        return length;
    }

    private static ProtocolViolation violation(String what) {
        return new ProtocolViolation(CloseCode.PROTOCOL_ERROR, "not a body of frames: " + what);
    }
}
