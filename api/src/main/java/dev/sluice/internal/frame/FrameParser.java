package dev.sluice.internal.frame;

import static dev.sluice.internal.frame.HeaderLine.violation;

import java.util.Optional;

import dev.sluice.internal.websocket.CloseCode;
import dev.sluice.internal.websocket.ProtocolViolation;

/** Reads the frames of clients: any bytes are a frame or a violation. */
public final class FrameParser {

    /** The largest id, which every client's numbers can hold (ECMA-262, Number.MAX_SAFE_INTEGER). */
    public static final long MOST_ID = (1L << 53) - 1;

    private static final long LONGEST_DEADLINE = 365L * 24 * 60 * 60 * 1000;

    private FrameParser() {}

    /**
     * The frame that these bytes are.
     *
     * @param shared whether the connection has many streams, so that frames have a target
     * @throws ProtocolViolation if they are none, with code 1002 and the reason
     */
    public static ClientFrame parse(byte[] bytes, boolean shared) {
        HeaderLine line = HeaderLine.of(bytes);
        String word = line.word();
        return switch (word) {
            case "message" -> message(line, shared);
            case "request" -> request(line, shared);
            case "reply" -> reply(line, shared);
            case "failure" -> failure(line, shared);
            case "cancel" -> cancel(line, shared);
            case "end" -> end(line, shared);
            default -> ofSharedAlone(word, line, shared);
        };
    }

    private static ClientFrame ofSharedAlone(String word, HeaderLine line, boolean shared) {
        if (!shared) {
            throw violation("an unknown word");
        }
        return switch (word) {
            case "subscribe" -> subscribe(line);
            case "unsubscribe" -> unsubscribe(line);
            case "credit" -> credit(line);
            default -> throw violation("an unknown word");
        };
    }

    private static ClientFrame message(HeaderLine line, boolean shared) {
        String target = target(line, shared);
        return new ClientFrame.Message(target, line.message());
    }

    private static ClientFrame request(HeaderLine line, boolean shared) {
        String target = target(line, shared);
        long id = line.number(1, MOST_ID);
        long millis = line.number(0, LONGEST_DEADLINE);
        return new ClientFrame.Request(target, id, millis, line.message());
    }

    private static ClientFrame reply(HeaderLine line, boolean shared) {
        String target = target(line, shared);
        long id = line.number(1, MOST_ID);
        return new ClientFrame.Reply(target, id, line.message());
    }

    private static ClientFrame failure(HeaderLine line, boolean shared) {
        String target = target(line, shared);
        long id = line.number(1, MOST_ID);
        int code = (int) line.number(400, 4999);
        if (code > 599 && code < 4000) {
            throw violation("a number out of range");
        }
        return new ClientFrame.Failure(target, id, code, line.reason());
    }

    private static ClientFrame cancel(HeaderLine line, boolean shared) {
        String target = target(line, shared);
        long id = line.number(1, MOST_ID);
        line.noMessage();
        return new ClientFrame.Cancel(target, id);
    }

    private static ClientFrame end(HeaderLine line, boolean shared) {
        String target = shared && line.isNextTarget() ? line.word() : "";
        int code = (int) line.number(1000, 4999);
        if (!CloseCode.isValidOnWire(code)) {
            throw violation("a close code that is not allowed");
        }
        return new ClientFrame.End(target, code, line.reason());
    }

    private static ClientFrame subscribe(HeaderLine line) {
        String target = target(line, true);
        int credit = (int) line.number(0, ClientFrame.MOST_CREDIT);
        Optional<String> cursor = line.hasWord() ? Optional.of(line.word()) : Optional.empty();
        line.noMessage();
        return new ClientFrame.Subscribe(target, credit, cursor);
    }

    private static ClientFrame unsubscribe(HeaderLine line) {
        String target = target(line, true);
        line.noMessage();
        return new ClientFrame.Unsubscribe(target);
    }

    private static ClientFrame credit(HeaderLine line) {
        String target = target(line, true);
        int more = (int) line.number(0, ClientFrame.MOST_CREDIT);
        line.noMessage();
        return new ClientFrame.Credit(target, more);
    }

    private static String target(HeaderLine line, boolean shared) {
        if (!shared) {
            return "";
        }
        String target = line.word();
        if (target.charAt(0) != '/') {
            throw violation("a target that does not begin with a slash");
        }
        return target;
    }
}
