package dev.sluice.tck;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

import dev.sluice.tck.RawConnection.End;

/** A WebSocket client that sends any bytes, and that lets no wrong frame of the server pass. */
final class WebSocketClient {

    private final RawConnection connection;
    private final RawResponse handshake;

    private WebSocketClient(RawConnection connection, RawResponse handshake) {
        this.connection = connection;
        this.handshake = handshake;
    }

    /** Sends the opening handshake with these bytes directly behind it, and reads the 101. */
    static WebSocketClient open(RawConnection connection, RawRequest request, byte... behind) {
        byte[] head = request.bytes();
        connection.send(ByteBuffer.allocate(head.length + behind.length).put(head).put(behind).array());
        return opened(connection);
    }

    /** Reads the 101; the handshake has been sent. */
    static WebSocketClient opened(RawConnection connection) {
        RawResponse response = RawResponse.readHead(connection);
        if (response.status() != 101) {
            throw new AssertionError("expected status 101, got " + response.readBody(connection));
        }
        return new WebSocketClient(connection, response);
    }

    /** The head of the 101. */
    RawResponse handshake() {
        return handshake;
    }

    /** The connection beneath. */
    RawConnection connection() {
        return connection;
    }

    /** Sends these frames by one write. */
    WebSocketClient send(Frame... frames) {
        connection.send(Frame.bytes(frames));
        return this;
    }

    /** Sends the head of a frame, and nothing of its payload. */
    WebSocketClient sendHead(Frame frame) {
        connection.send(frame.head());
        return this;
    }

    /** The next frame, checked for everything that a server must keep to. */
    Frame receive(String expected) {
        Frame frame = receiveAny(expected);
        assertThat(frame.isCompressed()).as("the reserved bits of a frame of the server").isFalse();
        return frame;
    }

    /** The next frame, which may be that of a compressed message. */
    Frame receiveAny(String expected) {
        byte[] start = connection.read(2, expected);
        int opcode = start[0] & 0x0f;
        int reserved = start[0] >> 4 & 7;
        assertThat(reserved).as("the reserved bits of a frame of the server").isIn(0, opcode >= Frame.CLOSE ? 0 : 4);
        assertThat(opcode).as("the opcode of a frame of the server").isIn(Frame.TEXT, Frame.BINARY, Frame.CLOSE,
                Frame.PING,
                Frame.PONG);
        assertThat(start[0] & 0x80).as("FIN of a frame of the server, which fragments nothing").isNotZero();
        assertThat(start[1] & 0x80).as("the mask bit of a frame of the server").isZero();
        Frame frame = Frame.of(opcode, connection.read(length(start[1] & 0x7f), "the payload of a frame")).unmasked()
                .rsv(reserved);
        assertThat(frame.isControl() && frame.payload().length > 125).as("a control frame of the server is too long")
                .isFalse();
        if (opcode == Frame.TEXT && reserved == 0) {
            requireUtf8(frame.payload(), 0);
        }
        return frame;
    }

    /** The next frame is this text message. */
    void expectText(String text) {
        expect(Frame.text(text));
    }

    /** The next messages are these, whatever pongs are between them. */
    void expectTextsAmongPongs(String... texts) {
        for (String text : texts) {
            Frame frame = receive("the text " + text);
            while (frame.opcode() == Frame.PONG) {
                frame = receive("the text " + text);
            }
            requireSame(Frame.text(text), frame);
        }
    }

    /** The next frame is this binary message. */
    void expectBinary(byte... payload) {
        expect(Frame.binary(payload));
    }

    /** The next frame is this pong. */
    void expectPong(String text) {
        expect(Frame.pong(text));
    }

    /** The next frame is a Close with this code; gives its reason. */
    String expectClose(int code) {
        return requireClose(code, receive("a Close frame with code " + code));
    }

    /** A Close with this code comes, perhaps after messages and pongs; gives its reason. */
    String awaitClose(int code) {
        String expected = "a Close frame with code " + code;
        Frame frame = receive(expected);
        while (frame.opcode() != Frame.CLOSE) {
            frame = receive(expected);
        }
        return requireClose(code, frame);
    }

    /** The next frame is a Close without a code. */
    void expectEmptyClose() {
        expect(Frame.close());
    }

    /** The server ends the connection in an orderly way, with no further byte. */
    void expectFin() {
        assertThat(connection.awaitEnd()).as("how the server ended the connection").isEqualTo(End.FIN);
    }

    /**
     * The server refuses what was sent: a Close with this code, whose reason tells nothing of the server's inside, and
     * the end of the connection. This client leaves at once, since some time is due to one that does nothing.
     */
    void expectRefusal(int code) {
        assertThat(awaitClose(code)).as("the reason of the Close frame").doesNotContainIgnoringCase("exception")
                .doesNotContain("dev.sluice", "java.");
        connection.endOutput();
        connection.awaitEnd();
    }

    private void expect(Frame wanted) {
        requireSame(wanted, receive(wanted.toString()));
    }

    private static void requireSame(Frame wanted, Frame frame) {
        assertThat(frame.opcode()).as("the opcode of %s, expected %s", frame, wanted).isEqualTo(wanted.opcode());
        assertThat(frame.payload()).as("the payload").isEqualTo(wanted.payload());
    }

    private static String requireClose(int code, Frame frame) {
        assertThat(frame.opcode()).as("the opcode of %s, expected a Close with code %s", frame, code)
                .isEqualTo(Frame.CLOSE);
        byte[] payload = frame.payload();
        assertThat(payload.length).as("the length of the Close frame's payload").isGreaterThanOrEqualTo(2);
        assertThat(frame.code()).as("the close code").isEqualTo(code);
        return requireUtf8(payload, 2);
    }

    private static String requireUtf8(byte[] payload, int from) {
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(payload, from, payload.length - from))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new AssertionError("the server sent text that is not UTF-8", e);
        }
    }

    private int length(int start) {
        if (start <= 125) {
            return start;
        }
        ByteBuffer bytes = ByteBuffer.wrap(connection.read(start == 126 ? 2 : 8, "the length of a frame"));
        long length = start == 126 ? bytes.getShort() & 0xffff : bytes.getLong();
        assertThat(length).as("a length that the server wrote as %s bytes", bytes.capacity())
                .isGreaterThan(start == 126 ? 125 : 65_535);
        return Math.toIntExact(length);
    }
}
