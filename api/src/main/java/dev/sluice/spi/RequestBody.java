package dev.sluice.spi;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;

/**
 * The body of a request while it comes in. Invariant: it holds at most {@link Answer.Receive#maxBytes()} bytes, and none once
 * there were more. For one thread at a time.
 */
public final class RequestBody {

    private final Answer.Receive wanted;
    private ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private boolean tooLarge;

    /** Nothing yet of the body that is wanted. */
    public RequestBody(Answer.Receive wanted) {
        this.wanted = wanted;
    }

    /** Takes all of these bytes, or drops them if the body is larger than it may be. */
    public void add(ByteBuffer more) {
        byte[] copy = new byte[more.remaining()];
        more.get(copy);
        add(copy, copy.length);
    }

    /**
     * Takes the first bytes of an array, or drops them if the body is larger than it may be.
     *
     * @param count how many
     */
    public void add(byte[] more, int count) {
        if (count > wanted.maxBytes() - bytes.size()) {
            tooLarge = true;
            bytes = new ByteArrayOutputStream();
        }
        if (!tooLarge) {
            bytes.write(more, 0, count);
        }
    }

    /** The response, when the body has come whole. Call it once; it may block. */
    public Answer.Response respond() {
        return tooLarge ? wanted.tooLarge() : wanted.then().apply(bytes.toByteArray());
    }
}
