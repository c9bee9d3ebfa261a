package dev.sluice.internal.asyncapi;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Iterator;
import java.util.List;
import java.util.Map;

/** Writes JSON (RFC 8259), indented: maps, lists, strings, numbers and booleans. */
final class JsonText {

    private static final String HEX = "0123456789abcdef";

    private final StringBuilder out = new StringBuilder();

    private JsonText() {}

    /**
     * The text of a value, ended by a line feed.
     *
     * @throws IllegalArgumentException if something in it is no JSON; the message says what
     */
    static String of(Object value) {
        JsonText text = new JsonText();
        text.write(value, "\n");
        return text.out.append('\n').toString();
    }

    private void write(Object value, String newLine) {
        switch (value) {
            case Map<?, ?> map -> writeAll('{', map.entrySet().iterator(), '}', newLine);
            case List<?> list -> writeAll('[', list.iterator(), ']', newLine);
            case Map.Entry<?, ?> member when member.getKey() instanceof String name -> {
                quote(name);
                out.append(": ");
                write(member.getValue(), newLine);
            }
            case String string -> quote(string);
            case Boolean bool -> out.append(bool);
            case Number number when isJson(number) -> out.append(number);
            default -> throw new IllegalArgumentException("a " + value.getClass().getName() + " (" + value
                    + ") is no JSON; a schema is made of maps, lists, strings, numbers and booleans");
        }
    }

    private void writeAll(char begin, Iterator<?> members, char end, String newLine) {
        out.append(begin);
        if (members.hasNext()) {
            String deeper = newLine + "  ";
            String separator = deeper;
            while (members.hasNext()) {
                out.append(separator);
                write(members.next(), deeper);
                separator = "," + deeper;
            }
            out.append(newLine);
        }
        out.append(end);
    }

    private static boolean isJson(Number number) {
        return switch (number) {
            case Integer i -> true;
            case Long l -> true;
            case Double d -> Double.isFinite(d);
            case BigInteger i -> true;
            case BigDecimal d -> true;
            default -> false;
        };
    }

    private void quote(String text) {
        out.append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '"', '\\' -> out.append('\\').append(c);
                case '\n' -> out.append("\\n");
                default -> {
                    if (c < ' ' || c == 0x7f || isUnpaired(text, i)) {
                        escape(c);
                    } else {
                        out.append(c);
                    }
                }
            }
        }
        out.append('"');
    }

    /** Half a code point, which has no UTF-8. */
    private static boolean isUnpaired(String text, int i) {
        char c = text.charAt(i);
        if (Character.isHighSurrogate(c)) {
            return i + 1 == text.length() || !Character.isLowSurrogate(text.charAt(i + 1));
        }
        return Character.isLowSurrogate(c) && (i == 0 || !Character.isHighSurrogate(text.charAt(i - 1)));
    }

    private void escape(char c) {
        out.append("\\u");
        for (int shift = 12; shift >= 0; shift -= 4) {
            out.append(HEX.charAt(c >> shift & 0xf));
        }
    }
}
