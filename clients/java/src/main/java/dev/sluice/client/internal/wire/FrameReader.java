package dev.sluice.client.internal.wire;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Reads the frames of a server.
 *
 * @param shared whether the endpoint is shared, so that every frame but {@code goodbye} has a target
 */
public record FrameReader(boolean shared) {

    private static final byte LF = '\n';

    /**
     * The frame that these bytes are.
     *
     * @throws MalformedException if they are none, or one that does not belong on this kind of endpoint
     */
    public ServerFrame read(byte[] bytes) {
        int end = 0;
        while (end < bytes.length && bytes[end] != LF) {
            end++;
        }
        if (end == bytes.length) {
            throw new MalformedException("no header line");
        }
        HeaderLine line = HeaderLine.of(new String(bytes, 0, end, StandardCharsets.ISO_8859_1));
        return read(line, Arrays.copyOfRange(bytes, end + 1, bytes.length));
    }

    private ServerFrame read(HeaderLine line, byte[] body) {
        ServerFrame frame = switch (line.word()) {
            case "subscribed" -> new ServerFrame.Subscribed(sharedTarget(line), line.credit());
            case "begin" -> new ServerFrame.Begin(target(line), line.next());
            case "resumed" -> new ServerFrame.Resumed(target(line), line.next());
            case "gap" -> new ServerFrame.Missed(target(line), line.next(), line.numberOr("unknown"));
            case "message" -> new ServerFrame.Message(target(line), line.optional(), body);
            case "end" -> ended(line, true, body);
            case "error" -> ended(line, false, body);
            case "goodbye" -> new ServerFrame.Goodbye(line.numberOr("never"));
            case "credit" -> new ServerFrame.Credit(sharedTarget(line), line.credit());
            case "request" -> new ServerFrame.Request(target(line), line.id(), line.number(), body);
            case "reply" -> new ServerFrame.Reply(target(line), line.id(), body);
            case "failure" -> new ServerFrame.Failure(target(line), line.id(), line.code(), text(body));
            case "cancel" -> new ServerFrame.Cancel(target(line), line.id());
            default -> new ServerFrame.Unknown(line.word());
        };
        if (!(frame instanceof ServerFrame.Unknown)) {
            line.end();
            requireBodyBelongs(line.word(), body);
        }
        return frame;
    }

    private String target(HeaderLine line) {
        return shared ? line.target() : "";
    }

    private String sharedTarget(HeaderLine line) {
        if (!shared) {
            throw new MalformedException("'" + line.word() + "' on an endpoint of one channel");
        }
        return line.target();
    }

    private ServerFrame ended(HeaderLine line, boolean orderly, byte[] body) {
        return new ServerFrame.Ended(sharedTarget(line), orderly, line.code(), line.numberOr("never"), text(body));
    }

    private static String text(byte[] body) {
        return new String(body, StandardCharsets.UTF_8);
    }

    private static void requireBodyBelongs(String word, byte[] body) {
        boolean belongs = switch (word) {
            case "message", "end", "error", "request", "reply", "failure" -> true;
            default -> false;
        };
        if (!belongs && body.length > 0) {
            throw new MalformedException("a message where none belongs, behind '" + word + "'");
        }
    }
}
