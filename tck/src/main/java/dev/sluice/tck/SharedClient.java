package dev.sluice.tck;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** A client with many streams on one connection, which sends and sees each frame of sluice.v1 as it is. */
final class SharedClient {

    private final WebSocketClient socket;

    SharedClient(WebSocketClient socket) {
        this.socket = socket;
    }

    /** What a client opens the connection with. */
    static RawRequest opening(int port, String path) {
        return RawRequest.handshake(port, path).set("Sec-WebSocket-Protocol", "sluice.v1");
    }

    WebSocketClient socket() {
        return socket;
    }

    /** Sends this frame as text. */
    SharedClient send(String frame) {
        socket.send(Frame.text(frame));
        return this;
    }

    /** Sends these frames as text, by one write. */
    SharedClient sendAll(List<String> frames) {
        socket.send(frames.stream().map(Frame::text).toArray(Frame[]::new));
        return this;
    }

    /** Subscribes, and waits until the stream is open. */
    SharedClient subscribe(String target, int credit) {
        send("subscribe " + target + " " + credit + "\n");
        expectMatch("subscribed " + target.replace("?", "\\?") + " [0-9]+\n");
        return this;
    }

    /** The next frame. */
    String receive(String expected) {
        return new String(socket.receive(expected).payload(), StandardCharsets.UTF_8);
    }

    /** The next frame is this one. */
    SharedClient expect(String frame) {
        assertThat(receive(frame)).as("the next frame").isEqualTo(frame);
        return this;
    }

    /** The next frame is one like this; gives it. */
    String expectMatch(String pattern) {
        String frame = receive(pattern);
        assertThat(frame).as("the next frame").matches("(?s)" + pattern);
        return frame;
    }

    /** So many frames, in the order in which they come. */
    List<String> receiveAll(int count) {
        List<String> frames = new ArrayList<>();
        while (frames.size() < count) {
            frames.add(receive((count - frames.size()) + " more frames"));
        }
        return frames;
    }

    /** The frames up to the first that is so, and that one. */
    List<String> receiveUntil(String what, Predicate<String> last) {
        List<String> frames = new ArrayList<>();
        do {
            frames.add(receive(what));
        } while (!last.test(frames.get(frames.size() - 1)));
        return frames;
    }

    /** A message comes back from this stream, so it is served; what else comes before that is skipped. */
    SharedClient expectEcho(String target, String message) {
        send("message " + target + "\n" + message);
        receiveUntil("the echo of " + message + " at " + target,
                frame -> frame.equals("message " + target + "\n" + message));
        return this;
    }
}
