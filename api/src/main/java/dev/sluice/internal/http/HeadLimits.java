package dev.sluice.internal.http;

import java.util.List;
import java.util.Map;
import java.util.Optional;

import dev.sluice.Limits;
import dev.sluice.spi.Answer;
import dev.sluice.spi.HttpRequest;

/** How large the head of an opening may be (RFC 6585 section 5). */
public final class HeadLimits {

    private static final int TOO_LARGE = 431;

    private HeadLimits() {}

    /** Why the head is too large; empty if it is not. */
    public static Optional<Answer.Response> refusal(HttpRequest request, Limits limits) {
        int lines = 0;
        long bytes = (long) request.rawPath().length() + request.rawQuery().length();
        if (!request.rawQuery().isEmpty()) {
            bytes++; // the question mark
        }
        for (Map.Entry<String, List<String>> header : request.headers().asMap().entrySet()) {
            for (String value : header.getValue()) {
                lines++;
                bytes += header.getKey().length() + value.length();
            }
        }
        if (lines > limits.maxHeaders()) {
            return tooLarge("the request has " + lines + " header lines", limits.maxHeaders());
        }
        if (bytes > limits.maxHeaderBytes()) {
            return tooLarge("the target and the headers have " + bytes + " bytes", limits.maxHeaderBytes());
        }
        return Optional.empty();
    }

    private static Optional<Answer.Response> tooLarge(String what, int limit) {
        return Optional.of(Responses.refuse(TOO_LARGE, what + ", the limit is " + limit));
    }
}
