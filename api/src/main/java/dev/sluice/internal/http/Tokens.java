package dev.sluice.internal.http;

import java.util.ArrayList;
import java.util.List;

import dev.sluice.Headers;

/** Header values that are comma-separated lists of tokens (RFC 9110 section 5.6.1), spread over any number of lines. */
public final class Tokens {

    private Tokens() {}

    /** The members of all lines of a header, in order, without the empty ones that a list may have. */
    public static List<String> of(Headers headers, String name) {
        List<String> tokens = new ArrayList<>();
        for (String line : headers.all(name)) {
            for (String member : line.split(",", -1)) {
                String token = member.strip();
                if (!token.isEmpty()) {
                    tokens.add(token);
                }
            }
        }
        return tokens;
    }

    /** Whether a header lists this token, in any case. */
    public static boolean contain(Headers headers, String name, String token) {
        return of(headers, name).stream().anyMatch(token::equalsIgnoreCase);
    }

    /** Whether a text is a token (RFC 9110 section 5.6.2). */
    public static boolean isToken(String text) {
        return !text.isEmpty()
                && text.chars().allMatch(c -> c > ' ' && c < 0x7f && "\"(),/:;<=>?@[\\]{}".indexOf(c) < 0);
    }
}
