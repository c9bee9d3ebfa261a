package dev.sluice;

/** A message could not be encoded or decoded. Its text never reaches the client. */
public final class CodecException extends SluiceException {

    private static final long serialVersionUID = 1L;

    /**
     * With no cause.
     *
     * @param message what was wrong with the message
     */
    public CodecException(String message) {
        super(message);
    }

    /**
     * With a cause.
     *
     * @param message what was wrong with the message
     * @param cause why
     */
    public CodecException(String message, Throwable cause) {
        super(message, cause);
    }
}
