package dev.sluice.tck;

import java.nio.charset.StandardCharsets;

/** A client of a two-way channel of text, whatever carries it. */
abstract class ChatClient {

    /** Sends a message, when there is room for it. */
    abstract void say(String message);

    /** The next message. */
    abstract String hear();

    /** Ends the stream. */
    abstract void leave(int code, String reason);

    /** The code of the stream's end, when it is told; the messages before it are skipped. */
    abstract int ended();

    /** Cuts the connection. */
    abstract void cut();

    /** The next frame that is a message or a Close. */
    static Frame receive(WebSocketClient socket) {
        Frame frame = socket.receive("a message");
        while (frame.opcode() == Frame.PING) {
            frame = socket.receive("a message");
        }
        return frame;
    }

    /** A WebSocket of messages alone. */
    static final class Bare extends ChatClient {

        private final WebSocketClient socket;

        Bare(WebSocketClient socket) {
            this.socket = socket;
        }

        @Override
        void say(String message) {
            socket.send(Frame.text(message));
        }

        @Override
        String hear() {
            Frame frame = receive(socket);
            if (frame.opcode() != Frame.TEXT) {
                throw new AssertionError("expected a message, and got " + frame);
            }
            return new String(frame.payload(), StandardCharsets.UTF_8);
        }

        @Override
        void leave(int code, String reason) {
            socket.send(Frame.close(code, reason));
        }

        @Override
        int ended() {
            Frame frame = socket.receive("a Close frame");
            while (frame.opcode() != Frame.CLOSE) {
                frame = socket.receive("a Close frame");
            }
            return frame.code();
        }

        @Override
        void cut() {
            socket.connection().reset();
        }
    }
}
