package dev.sluice;

/** The stream has ended, so nothing can be sent on it any more. */
public final class StreamClosedException extends SluiceException {

    private static final long serialVersionUID = 1L;

    private final transient Close close;

    /**
     * For a stream that ended.
     *
     * @param close why it ended
     */
    public StreamClosedException(Close close) {
        super("the stream has ended: " + close);
        this.close = close;
    }

    /** Why the stream ended. */
    public Close close() {
        return close;
    }
}
