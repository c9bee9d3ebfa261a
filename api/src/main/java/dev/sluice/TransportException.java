package dev.sluice;

/** A transport could not start, or was used before it was started. */
public final class TransportException extends SluiceException {

    private static final long serialVersionUID = 1L;

    /**
     * With no cause.
     *
     * @param message what failed
     */
    public TransportException(String message) {
        super(message);
    }

    /**
     * With a cause.
     *
     * @param message what failed
     * @param cause why
     */
    public TransportException(String message, Throwable cause) {
        super(message, cause);
    }
}
