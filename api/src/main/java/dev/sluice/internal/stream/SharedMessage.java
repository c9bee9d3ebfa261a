package dev.sluice.internal.stream;

import dev.sluice.Codec.Form;
import dev.sluice.internal.websocket.MessageDeflater;

/** A message of one of the streams that share a connection, on its way out. */
public final class SharedMessage extends Message {

    private static final byte[] NOTHING = {};

    private final LiveStream<?, ?> stream;
    private final String target;
    private final Message message;

    /** This message of this stream, which the client calls by this target. */
    public SharedMessage(LiveStream<?, ?> stream, String target, Message message) {
        super(Form.TEXT, NOTHING, "", null);
        this.stream = stream;
        this.target = target;
        this.message = message;
    }

    @Override
    public LiveStream<?, ?> stream(LiveStream<?, ?> carrying) {
        return stream;
    }

    @Override
    public boolean isNotice() {
        return message.isNotice();
    }

    @Override
    int size() {
        return message.size();
    }

    @Override
    byte[] wire(WireForm wanted) {
        return message.shared(target, wanted);
    }

    @Override
    byte[] wire(WireForm plain, MessageDeflater own) {
        return message.shared(target, own);
    }
}
