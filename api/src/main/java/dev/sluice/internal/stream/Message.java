package dev.sluice.internal.stream;

import java.util.function.Supplier;

import dev.sluice.Codec;
import dev.sluice.Codec.Form;
import dev.sluice.internal.frame.FrameHeader;
import dev.sluice.internal.sse.SseEncoder;
import dev.sluice.internal.websocket.FrameEncoder;
import dev.sluice.internal.websocket.MessageDeflater;
import dev.sluice.internal.websocket.Zlib;
import org.jspecify.annotations.Nullable;

/**
 * An outgoing message, encoded once for all its receivers. Invariant: the bytes of a wire form, once made, never change;
 * two threads that need a form first may each make it, with the same bytes.
 */
public sealed class Message permits Notice, SharedMessage, Correlated {

    private final Form form;
    private final byte[] payload;
    private final String cursor;
    private final @Nullable Object key;
    private byte @Nullable [] frame;
    private byte @Nullable [] v1Frame;
    private byte @Nullable [] deflatedFrame;
    private byte @Nullable [] deflatedV1Frame;
    private byte @Nullable [] event;
    private byte @Nullable [] sessionEvent;
    private @Nullable Targeted targeted;
    private @Nullable Targeted deflatedTargeted;
    private @Nullable Targeted targetedEvent;

    /** A frame for one target. Members of a topic most often have the same one, so one is kept. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Targeted(String target, byte[] frame) {}

    Message(Form form, byte[] payload, String cursor, @Nullable Object key) {
        this.form = form;
        this.payload = payload;
        this.cursor = cursor;
        this.key = key;
    }

    /** A message of one stream alone. */
    public static <T> Message of(Codec<T> codec, T message) {
        return new Message(codec.form(), codec.encode(message), "", null);
    }

    /**
     * A message of a topic.
     *
     * @param cursor its place in the topic
     * @param key what a newer message must have too to replace it, where that is wanted
     */
    public static Message of(Form form, byte[] payload, String cursor, @Nullable Object key) {
        return new Message(form, payload, cursor, key);
    }

    /** Whether this is a newer message of the same key. */
    boolean replaces(Message older) {
        return key != null && key.equals(older.key);
    }

    /** Whether its receiver must have given credit for it, where streams share a connection. */
    public boolean costsCredit() {
        return true;
    }

    /** How many bytes the application's message has. */
    int size() {
        return payload.length;
    }

    /** Whether it is no message of the application. */
    public boolean isNotice() {
        return false;
    }

    /** Whose it is: the stream that it goes out by, unless it says otherwise. */
    public LiveStream<?, ?> stream(LiveStream<?, ?> carrying) {
        return carrying;
    }

    /** The bytes to write; shared, not to be changed. */
    byte[] wire(WireForm wanted) {
        return switch (wanted) {
            case BARE_FRAME -> frame();
            case V1_FRAME -> v1Frame();
            case DEFLATED_BARE_FRAME -> deflatedFrame();
            case DEFLATED_V1_FRAME -> deflatedV1Frame();
            case EVENT -> event();
            case SESSION_EVENT -> sessionEvent();
        };
    }

    /** A frame for one stream alone, compressed with the knowledge of its messages before, if that makes it smaller. */
    byte[] wire(WireForm plain, MessageDeflater own) {
        return own.next(form == Form.TEXT, parts(plain)).orElseGet(() -> wire(plain));
    }

    private byte[][] parts(WireForm plain) {
        return plain == WireForm.V1_FRAME
                ? new byte[][]{header(""), payload}
                : new byte[][]{payload};
    }

    /** The frame for a stream that shares its connection; shared by all that have this target, not to be changed. */
    byte[] shared(String target, WireForm wanted) {
        return switch (wanted) {
            case SESSION_EVENT -> sharedEvent(target);
            case DEFLATED_V1_FRAME -> deflatedShared(target);
            default -> plainShared(target);
        };
    }

    /** The same for one connection alone, compressed with the knowledge of its messages before. */
    byte[] shared(String target, MessageDeflater own) {
        return own.next(form == Form.TEXT, sharedParts(target)).orElseGet(() -> plainShared(target));
    }

    private byte[] plainShared(String target) {
        Targeted made = targeted;
        if (made == null || !made.target().equals(target)) {
            made = new Targeted(target, FrameEncoder.message(form == Form.TEXT, sharedParts(target)));
            targeted = made;
        }
        return made.frame();
    }

    private byte[] sharedEvent(String target) {
        Targeted made = targetedEvent;
        if (made == null || !made.target().equals(target)) {
            made = new Targeted(target, SseEncoder.event(header(target), payload));
            targetedEvent = made;
        }
        return made.frame();
    }

    private byte[] deflatedShared(String target) {
        Targeted made = deflatedTargeted;
        if (made == null || !made.target().equals(target)) {
            made = new Targeted(target, deflated(() -> plainShared(target), sharedParts(target)));
            deflatedTargeted = made;
        }
        return made.frame();
    }

    private byte[][] sharedParts(String target) {
        return new byte[][]{header(target), payload};
    }

    /** The header line of its frame. */
    byte[] header(String target) {
        return FrameHeader.message(target, cursor);
    }

    private byte[] deflated(WireForm plain) {
        return deflated(() -> wire(plain), parts(plain));
    }

    private byte[] deflated(Supplier<byte[]> plain, byte[]... parts) {
        return MessageDeflater.alone(Zlib.JDK, form == Form.TEXT, parts).orElseGet(plain);
    }

    private byte[] deflatedFrame() {
        byte[] made = deflatedFrame;
        if (made == null) {
            made = deflated(WireForm.BARE_FRAME);
            deflatedFrame = made;
        }
        return made;
    }

    private byte[] deflatedV1Frame() {
        byte[] made = deflatedV1Frame;
        if (made == null) {
            made = deflated(WireForm.V1_FRAME);
            deflatedV1Frame = made;
        }
        return made;
    }

    private byte[] frame() {
        byte[] made = frame;
        if (made == null) {
            made = FrameEncoder.message(form == Form.TEXT, payload);
            frame = made;
        }
        return made;
    }

    private byte[] v1Frame() {
        byte[] made = v1Frame;
        if (made == null) {
            made = FrameEncoder.message(form == Form.TEXT, parts(WireForm.V1_FRAME));
            v1Frame = made;
        }
        return made;
    }

    private byte[] event() {
        byte[] made = event;
        if (made == null) {
            made = SseEncoder.event(cursor, payload);
            event = made;
        }
        return made;
    }

    private byte[] sessionEvent() {
        byte[] made = sessionEvent;
        if (made == null) {
            made = SseEncoder.event(header(""), payload);
            sessionEvent = made;
        }
        return made;
    }
}
