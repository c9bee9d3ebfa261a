package dev.sluice.client;

import dev.sluice.SluiceException;

/** The connection broke while a message was handed over: it may or may not arrive. It is not sent again. */
public final class SendUncertainException extends SluiceException {

    private static final long serialVersionUID = 1L;

    /** For a message on this stream. */
    public SendUncertainException(String channel, Throwable cause) {
        super("the connection broke while a message was sent on channel '" + channel
                + "': it may or may not have arrived, and is not sent again", cause);
    }
}
