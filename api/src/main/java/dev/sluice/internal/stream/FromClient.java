package dev.sluice.internal.stream;

import dev.sluice.Close;
import dev.sluice.Close.Cause;
import dev.sluice.Codec.Form;
import dev.sluice.internal.frame.ClientFrame;
import dev.sluice.internal.websocket.CloseCode;
import dev.sluice.internal.websocket.ProtocolViolation;

/** Gives a stream what its client said. */
public final class FromClient {

    private FromClient() {}

    /**
     * A frame for this stream.
     *
     * @param text whether it came as text, as it must if the channel's codec says so
     * @throws ProtocolViolation if the stream cannot take it
     */
    public static void take(LiveStream<?, ?> stream, boolean text, ClientFrame frame, Observers observers) {
        switch (frame) {
            case ClientFrame.Message message -> {
                requireForm(stream, text);
                add(stream, message.message(), observers);
            }
            case ClientFrame.End end -> stream.end(new Close(Cause.PEER_CLOSED, end.code(), end.reason()));
            case ClientFrame.Request request -> {
                requireForm(stream, text);
                takeRequest(stream, frame);
            }
            case ClientFrame.Reply reply -> {
                requireForm(stream, text);
                takeRequest(stream, frame);
            }
            default -> takeRequest(stream, frame);
        }
    }

    private static void takeRequest(LiveStream<?, ?> stream, ClientFrame frame) {
        if (stream.requests().isEmpty()) {
            throw new ProtocolViolation(CloseCode.UNACCEPTABLE_DATA, "this channel is one-way");
        }
        if (stream.isOpen() && !stream.requests().get().take(frame)) {
            throw new ProtocolViolation(CloseCode.PROTOCOL_ERROR, "not a frame for a stream");
        }
    }

    /** A message for this stream. */
    static void add(LiveStream<?, ?> stream, byte[] message, Observers observers) {
        if (stream.isOpen()) {
            observers.received(stream, message.length);
        }
        stream.inbox.add(message);
    }

    /**
     * Refuses a message of the other form than the channel's codec takes.
     *
     * @throws ProtocolViolation with code 1003
     */
    static void requireForm(LiveStream<?, ?> stream, boolean text) {
        if (stream.incoming().isEmpty()) {
            throw new ProtocolViolation(CloseCode.UNACCEPTABLE_DATA, "this channel is one-way");
        }
        if ((stream.incoming().get().form() == Form.TEXT) != text) {
            throw new ProtocolViolation(CloseCode.UNACCEPTABLE_DATA,
                    text ? "this channel takes binary" : "this channel takes text");
        }
    }
}
