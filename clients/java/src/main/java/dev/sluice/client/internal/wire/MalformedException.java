package dev.sluice.client.internal.wire;

/** What the server sent is not what the specification says. */
public final class MalformedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final String what;

    /** With what is wrong. */
    public MalformedException(String message) {
        super(message);
        what = message;
    }

    /** What is wrong. */
    public String what() {
        return what;
    }
}
