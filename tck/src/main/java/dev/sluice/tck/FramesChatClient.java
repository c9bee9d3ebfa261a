package dev.sluice.tck;

import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;

/** A client that speaks in frames of sluice.v1; its target is empty where the connection has one stream. */
abstract class FramesChatClient extends ChatClient {

    private static final int ALL = Integer.MAX_VALUE;

    private final String target;
    private final ArrayDeque<String> heard = new ArrayDeque<>();
    private int credit = ALL;
    private int end;

    FramesChatClient(String target) {
        this.target = target;
    }

    abstract void send(String frame);

    /** The next frame; {@code "end code\n"} for the end of a connection of one stream. */
    abstract String receive();

    /** Subscribes, where there is something to subscribe to. */
    final void begin() {
        if (!target.isEmpty()) {
            send("subscribe " + target + " " + ALL + "\n");
            credit = 0;
            while (credit == 0) {
                read();
            }
        }
    }

    private String header(String word) {
        return target.isEmpty() ? word : word + " " + target;
    }

    /** Reads one frame, and remembers what it says. */
    private void read() {
        String frame = receive();
        String[] words = words(frame.substring(0, frame.indexOf('\n')));
        switch (words[0]) {
            case "message" -> heard.add(frame.substring(frame.indexOf('\n') + 1));
            case "subscribed", "credit" -> credit += Integer.parseInt(words[1]);
            case "end", "error" -> end = Integer.parseInt(words[1]);
            default -> {
                // A place in a topic, or when to come back.
            }
        }
    }

    private String[] words(String header) {
        return (target.isEmpty() ? header : header.replace(" " + target, "")).split(" ", -1);
    }

    @Override
    final void say(String message) {
        while (credit == 0) {
            read();
        }
        credit = credit == ALL ? ALL : credit - 1;
        send(header("message") + "\n" + message);
    }

    @Override
    final String hear() {
        while (heard.isEmpty()) {
            if (end > 0) {
                throw new AssertionError("expected a message, and the stream has ended with " + end);
            }
            read();
        }
        return heard.remove();
    }

    @Override
    final void leave(int code, String reason) {
        send(header("end") + " " + code + "\n" + reason);
    }

    @Override
    final int ended() {
        while (end == 0) {
            read();
        }
        return end;
    }

    /** Frames on a WebSocket. */
    static final class OnWebSocket extends FramesChatClient {

        private final WebSocketClient socket;

        OnWebSocket(WebSocketClient socket, String target) {
            super(target);
            this.socket = socket;
        }

        @Override
        void send(String frame) {
            socket.send(Frame.text(frame));
        }

        @Override
        String receive() {
            Frame frame = ChatClient.receive(socket);
            return frame.opcode() == Frame.CLOSE
                    ? "end " + frame.code() + "\n"
                    : new String(frame.payload(), StandardCharsets.UTF_8);
        }

        @Override
        void cut() {
            socket.connection().reset();
        }
    }

    /** Frames in a session: as events, and by POST. */
    static final class OnSession extends FramesChatClient {

        private final SessionClient session;
        private final SessionClient.Down down;
        private long sequence;

        OnSession(SessionClient session, String target) {
            super(target);
            this.session = session;
            this.down = session.open();
        }

        @Override
        void send(String frame) {
            sequence++;
            SessionClient.Posted posted = session.send(sequence, frame);
            while (posted.status() == 204 && posted.received().orElseThrow() < sequence) {
                posted = session.send(sequence, frame); // the handler is behind
            }
            if (posted.status() != 204 && posted.status() != 410) {
                throw new AssertionError("a POST was answered by " + posted);
            }
        }

        @Override
        String receive() {
            SseEvents.Event event = down.event()
                    .orElseThrow(() -> new AssertionError("the response ended before the stream"));
            return event.type().equals("sluice-end") ? "end " + event.data() : event.data();
        }

        @Override
        void cut() {
            down.cut();
        }
    }
}
