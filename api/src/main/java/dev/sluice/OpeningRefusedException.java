package dev.sluice;

/** A server answered an opening by something else than a stream. */
public final class OpeningRefusedException extends SluiceException {

    private static final long serialVersionUID = 1L;

    private final int status;
    private final String body;

    /**
     * For an opening that was refused.
     *
     * @param what what was asked for
     * @param status the HTTP status
     * @param body the text of the answer
     */
    public OpeningRefusedException(String what, int status, String body) {
        super(what + " was refused by status " + status + (body.isEmpty() ? "" : ": " + body));
        this.status = status;
        this.body = body;
    }

    /** The HTTP status. */
    public int status() {
        return status;
    }

    /** The text of the answer, perhaps empty. */
    public String body() {
        return body;
    }
}
