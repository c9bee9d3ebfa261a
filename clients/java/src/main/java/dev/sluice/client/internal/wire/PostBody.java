package dev.sluice.client.internal.wire;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** The body of a POST: frames, each with its length before it. */
public final class PostBody {

    private PostBody() {}

    /** The body with these frames. */
    public static byte[] of(List<ClientFrame> frames) {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        for (ClientFrame frame : frames) {
            body.writeBytes(length(frame));
            body.writeBytes(frame.bytes());
        }
        return body.toByteArray();
    }

    /** How many bytes of a body a frame takes. */
    public static int size(ClientFrame frame) {
        return length(frame).length + frame.bytes().length;
    }

    private static byte[] length(ClientFrame frame) {
        return (frame.bytes().length + "\n").getBytes(StandardCharsets.US_ASCII);
    }
}
