package dev.sluice.internal.http;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

import dev.sluice.Headers;
import dev.sluice.spi.Answer;
import dev.sluice.spi.HttpRequest;

/**
 * Whether it is clear where the body of a request ends (RFC 9112 section 6.3). A proxy before us that reads it otherwise takes
 * for a body what we take for the next request, so a connection on which it is not clear ends.
 */
public final class BodyFraming {

    private static final Pattern DIGITS = Pattern.compile("[0-9]{1,18}");

    private BodyFraming() {}

    /** The refusal of a request whose body has two measures, or one that is not known; empty if it is clear. */
    public static Optional<Answer.Response> refusal(HttpRequest request) {
        Headers headers = request.headers();
        List<String> codings = headers.all("Transfer-Encoding");
        List<String> lengths = headers.all("Content-Length");
        if (!codings.isEmpty() && !lengths.isEmpty()) {
            return refuse("a body has a length or chunks, not both");
        }
        if (!codings.isEmpty() && (codings.size() > 1 || !codings.get(0).equalsIgnoreCase("chunked"))) {
            return refuse("the only transfer encoding is chunked");
        }
        return lengths.stream().distinct().count() > 1 || !lengths.stream().allMatch(DIGITS.asMatchPredicate())
                ? refuse("a body has one length, a number")
                : Optional.empty();
    }

    private static Optional<Answer.Response> refuse(String text) {
        return Optional.of(Responses.refuse(400, text, "Connection", "close"));
    }
}
