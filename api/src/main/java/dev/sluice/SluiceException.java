package dev.sluice;

/** What Sluice throws when something fails while running; misuse is told by the JDK's own exceptions. */
public abstract class SluiceException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /**
     * With no cause.
     *
     * @param message what failed, with the value and the limit where there is one
     */
    protected SluiceException(String message) {
        super(message);
    }

    /**
     * With a cause.
     *
     * @param message what failed
     * @param cause why
     */
    protected SluiceException(String message, Throwable cause) {
        super(message, cause);
    }
}
