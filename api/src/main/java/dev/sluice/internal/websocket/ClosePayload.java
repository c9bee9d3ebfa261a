package dev.sluice.internal.websocket;

import java.nio.charset.StandardCharsets;

/** What a Close frame says (RFC 6455 section 5.5.1). */
record ClosePayload(int code, String reason) {

    static ClosePayload parse(byte[] payload) {
        if (payload.length == 0) {
            return new ClosePayload(CloseCode.NO_STATUS, "");
        }
        if (payload.length == 1) {
            throw new ProtocolViolation(CloseCode.PROTOCOL_ERROR, "close code of one byte");
        }
        int code = (payload[0] & 0xff) << Byte.SIZE | (payload[1] & 0xff);
        if (!CloseCode.isValidOnWire(code)) {
            throw new ProtocolViolation(CloseCode.PROTOCOL_ERROR, "close code " + code + " is not allowed");
        }
        Utf8Validator utf8 = new Utf8Validator();
        if (!utf8.accept(payload, 2, payload.length) || !utf8.finish()) {
            throw new ProtocolViolation(CloseCode.INVALID_PAYLOAD, "close reason that is not UTF-8");
        }
        return new ClosePayload(code, new String(payload, 2, payload.length - 2, StandardCharsets.UTF_8));
    }

    byte[] encode() {
        if (code == CloseCode.NO_STATUS) {
            return new byte[0];
        }
        byte[] text = reason.getBytes(StandardCharsets.UTF_8);
        byte[] payload = new byte[2 + text.length];
        payload[0] = (byte) (code >> Byte.SIZE);
        payload[1] = (byte) code;
        System.arraycopy(text, 0, payload, 2, text.length);
        return payload;
    }
}
