package dev.sluice.client.internal.wire;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** The words of a header line, read from left to right by one thread. */
final class HeaderLine {

    private static final int MOST_DIGITS = 18;
    private static final long LARGEST_ID = 9_007_199_254_740_991L;
    private static final int LOWEST_CODE = 100;
    private static final int HIGHEST_CODE = 4_999;

    private final List<String> words;
    private int next = 1;

    private HeaderLine(List<String> words) {
        this.words = words;
    }

    /**
     * The words of this line.
     *
     * @throws MalformedException if a word is empty or not printable ASCII
     */
    static HeaderLine of(String line) {
        List<String> words = List.of(line.split(" ", -1));
        for (String word : words) {
            if (word.isEmpty()) {
                throw new MalformedException("an empty word");
            }
            if (!word.chars().allMatch(c -> c > ' ' && c <= '~')) {
                throw new MalformedException("a word that is not printable ASCII");
            }
        }
        return new HeaderLine(words);
    }

    /** What kind of frame it is. */
    String word() {
        return words.get(0);
    }

    String next() {
        return optional().orElseThrow(() -> new MalformedException("a word too few behind '" + word() + "'"));
    }

    Optional<String> optional() {
        return next < words.size() ? Optional.of(words.get(next++)) : Optional.empty();
    }

    String target() {
        String word = next();
        if (word.charAt(0) != '/') {
            throw new MalformedException("'" + word + "' is no target");
        }
        return word;
    }

    int credit() {
        return (int) within(0, Integer.MAX_VALUE, number());
    }

    long id() {
        return within(1, LARGEST_ID, number());
    }

    int code() {
        return (int) within(LOWEST_CODE, HIGHEST_CODE, number());
    }

    long number() {
        return number(next());
    }

    /** A number, or empty for this word. */
    OptionalLong numberOr(String word) {
        String value = next();
        return value.equals(word) ? OptionalLong.empty() : OptionalLong.of(number(value));
    }

    void end() {
        if (next < words.size()) {
            throw new MalformedException("a word too many behind '" + word() + "'");
        }
    }

    private static long number(String word) {
        if (word.length() > MOST_DIGITS || !word.chars().allMatch(c -> c >= '0' && c <= '9')) {
            throw new MalformedException("'" + word + "' is no number in range");
        }
        return Long.parseLong(word);
    }

    private static long within(long least, long most, long number) {
        if (number < least || number > most) {
            throw new MalformedException("the number " + number + " is outside " + least + " to " + most);
        }
        return number;
    }
}
