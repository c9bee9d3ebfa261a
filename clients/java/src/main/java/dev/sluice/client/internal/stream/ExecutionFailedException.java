package dev.sluice.client.internal.stream;

/** What was waited for failed. */
final class ExecutionFailedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    ExecutionFailedException(Throwable cause) {
        super(cause);
    }
}
