package dev.sluice.tck;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;

/** A WebSocket frame of which every field can be chosen, also wrongly (RFC 6455 section 5.2). Immutable. */
final class Frame {

    static final int CONTINUATION = 0;
    static final int TEXT = 1;
    static final int BINARY = 2;
    static final int CLOSE = 8;
    static final int PING = 9;
    static final int PONG = 10;

    /** How the length of the payload is written. */
    enum LengthForm {
        /** In as few bytes as possible, as the RFC demands. */
        SHORTEST,
        /** 126 and two bytes. */
        BITS_16,
        /** 127 and eight bytes. */
        BITS_64
    }

    private static final int LARGEST_7_BITS = 125;
    private static final int LARGEST_16_BITS = 65_535;
    private static final int SOME_MASK = 0x37fa213d;

    private final boolean fin;
    private final int rsv;
    private final int opcode;
    private final boolean masked;
    private final int mask;
    private final LengthForm form;
    private final long length;
    private final byte[] payload;

    private Frame(boolean fin, int rsv, int opcode, boolean masked, int mask, LengthForm form, long length,
            byte[] payload) {
        this.fin = fin;
        this.rsv = rsv;
        this.opcode = opcode;
        this.masked = masked;
        this.mask = mask;
        this.form = form;
        this.length = length;
        this.payload = payload;
    }

    /** A correct frame of a client. */
    static Frame of(int opcode, byte... payload) {
        return new Frame(true, 0, opcode, true, SOME_MASK, LengthForm.SHORTEST, payload.length, payload);
    }

    /** A text message in one frame. */
    static Frame text(String text) {
        return of(TEXT, utf8(text));
    }

    /** A binary message in one frame. */
    static Frame binary(byte... payload) {
        return of(BINARY, payload);
    }

    /** The last fragment of a message. */
    static Frame continuation(String text) {
        return of(CONTINUATION, utf8(text));
    }

    /** A ping. */
    static Frame ping(String text) {
        return of(PING, utf8(text));
    }

    /** A pong. */
    static Frame pong(String text) {
        return of(PONG, utf8(text));
    }

    /** A Close frame without a code. */
    static Frame close() {
        return of(CLOSE);
    }

    /** A Close frame. */
    static Frame close(int code, String reason) {
        byte[] text = utf8(reason);
        return of(CLOSE, ByteBuffer.allocate(2 + text.length).putShort((short) code).put(text).array());
    }

    /** Without FIN: another fragment follows. */
    Frame unfinished() {
        return new Frame(false, rsv, opcode, masked, mask, form, length, payload);
    }

    /** With these reserved bits: 4 is RSV1, 2 is RSV2, 1 is RSV3. */
    Frame rsv(int bits) {
        return new Frame(fin, bits, opcode, masked, mask, form, length, payload);
    }

    /** Unmasked, as only a server may send it. */
    Frame unmasked() {
        return new Frame(fin, rsv, opcode, false, 0, form, length, payload);
    }

    /** With this masking key. */
    Frame maskedWith(int key) {
        return new Frame(fin, rsv, opcode, true, key, form, length, payload);
    }

    /** With the length in this form. */
    Frame length(LengthForm asked) {
        return new Frame(fin, rsv, opcode, masked, mask, asked, length, payload);
    }

    /** With a header that announces this length, whatever the payload has. */
    Frame announcing(long announced) {
        return new Frame(fin, rsv, opcode, masked, mask, form, announced, payload);
    }

    /** Whether it says that its message is compressed: RSV1 alone. */
    boolean isCompressed() {
        return rsv == 4;
    }

    boolean fin() {
        return fin;
    }

    int opcode() {
        return opcode;
    }

    byte[] payload() {
        return payload.clone();
    }

    /** The payload as text. */
    String text() {
        return new String(payload, StandardCharsets.UTF_8);
    }

    /** The code of a Close frame that has one. */
    int code() {
        return ByteBuffer.wrap(payload).getShort() & 0xffff;
    }

    /** Whether it is a Close, a ping or a pong. */
    boolean isControl() {
        return opcode >= CLOSE;
    }

    /** The frame as it is sent. */
    byte[] bytes() {
        byte[] head = head();
        byte[] bytes = Arrays.copyOf(head, head.length + payload.length);
        byte[] key = ByteBuffer.allocate(4).putInt(mask).array();
        for (int i = 0; i < payload.length; i++) {
            bytes[head.length + i] = (byte) (payload[i] ^ key[i % 4]);
        }
        return bytes;
    }

    /** The frame up to its masking key, with no payload. */
    byte[] head() {
        ByteBuffer head = ByteBuffer.allocate(14);
        head.put((byte) ((fin ? 0x80 : 0) | rsv << 4 | opcode));
        int maskBit = masked ? 0x80 : 0;
        switch (actualForm()) {
            case SHORTEST -> head.put((byte) (maskBit | (int) length));
            case BITS_16 -> head.put((byte) (maskBit | 126)).putShort((short) length);
            case BITS_64 -> head.put((byte) (maskBit | 127)).putLong(length);
        }
        if (masked) {
            head.putInt(mask);
        }
        return Arrays.copyOf(head.array(), head.position());
    }

    /** These frames, one behind the other. */
    static byte[] bytes(Frame... frames) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (Frame frame : frames) {
            bytes.writeBytes(frame.bytes());
        }
        return bytes.toByteArray();
    }

    @Override
    public String toString() {
        return "frame with opcode " + opcode + (fin ? ", FIN" : "") + (rsv == 0 ? "" : ", RSV " + rsv)
                + (masked ? ", masked" : "") + ", length " + length + ", payload "
                + HexFormat.of().formatHex(payload, 0, Math.min(payload.length, LARGEST_7_BITS));
    }

    private LengthForm actualForm() {
        if (form != LengthForm.SHORTEST || (length >= 0 && length <= LARGEST_7_BITS)) {
            return form;
        }
        return length >= 0 && length <= LARGEST_16_BITS ? LengthForm.BITS_16 : LengthForm.BITS_64;
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
