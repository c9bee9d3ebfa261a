package dev.sluice.internal.frame;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

import dev.sluice.Close;
import dev.sluice.internal.websocket.CloseCode;
import dev.sluice.internal.websocket.ProtocolViolation;
import dev.sluice.internal.websocket.Utf8Validator;

/** The header line of a frame, read word by word, and what stands behind it. For one thread. */
final class HeaderLine {

    private static final int MOST_DIGITS = 19;

    private final byte[] frame;
    private final int length;
    private int at;

    private HeaderLine(byte[] frame, int length) {
        this.frame = frame;
        this.length = length;
    }

    /**
     * The line that a frame begins with.
     *
     * @throws ProtocolViolation if it is not words of printable ASCII with one space between them
     */
    static HeaderLine of(byte[] frame) {
        int length = 0;
        boolean inWord = false;
        while (length < frame.length && frame[length] != '\n') {
            byte b = frame[length++];
            if (b < ' ' || b == 0x7f) {
                throw violation("a word that is not printable ASCII");
            }
            if (b == ' ' && !inWord) {
                throw violation("an empty word");
            }
            inWord = b != ' ';
        }
        if (length == frame.length) {
            throw violation("no header line");
        }
        if (!inWord) {
            throw violation(length == 0 ? "no header line" : "an empty word");
        }
        return new HeaderLine(frame, length);
    }

    boolean hasWord() {
        return at < length;
    }

    /** Whether the next word is a target. */
    boolean isNextTarget() {
        return hasWord() && frame[at] == '/';
    }

    String word() {
        if (!hasWord()) {
            throw violation("a word too few");
        }
        int begin = at;
        while (at < length && frame[at] != ' ') {
            at++;
        }
        String word = new String(frame, begin, at - begin, StandardCharsets.ISO_8859_1);
        at++;
        return word;
    }

    long number(long least, long most) {
        String word = word();
        if (word.length() < MOST_DIGITS && word.chars().allMatch(c -> c >= '0' && c <= '9')) {
            long number = Long.parseLong(word);
            if (number >= least && number <= most) {
                return number;
            }
        }
        throw violation("a number out of range");
    }

    /** What stands behind the line, which has no more words. */
    byte[] message() {
        if (hasWord()) {
            throw violation("a word too many");
        }
        return Arrays.copyOfRange(frame, length + 1, frame.length);
    }

    void noMessage() {
        if (hasWord()) {
            throw violation("a word too many");
        }
        if (frame.length > length + 1) {
            throw violation("a message where none belongs");
        }
    }

    /** What stands behind the line, as short text. */
    String reason() {
        byte[] text = message();
        Utf8Validator utf8 = new Utf8Validator();
        if (text.length > Close.MAX_REASON_BYTES || !utf8.accept(text, 0, text.length) || !utf8.finish()) {
            throw violation("a reason that is no UTF-8 of " + Close.MAX_REASON_BYTES + " bytes or less");
        }
        return new String(text, StandardCharsets.UTF_8);
    }

    static ProtocolViolation violation(String what) {
        return new ProtocolViolation(CloseCode.PROTOCOL_ERROR, "not a frame of sluice.v1: " + what);
    }
}
