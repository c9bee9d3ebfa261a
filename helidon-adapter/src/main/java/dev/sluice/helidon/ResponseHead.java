package dev.sluice.helidon;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

import dev.sluice.Headers;
import io.helidon.common.buffers.BufferData;
import io.helidon.http.DateTime;
import io.helidon.http.Header;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.ServerResponseHeaders;
import io.helidon.http.Status;
import io.helidon.webserver.http.ServerResponse;

/** The status line and headers of an HTTP/1.1 response that we write ourselves. */
final class ResponseHead {

    private ResponseHead() {}

    /** Sets these headers on the response, beside those that filters have set; what varies is added to theirs. */
    static void apply(Headers headers, ServerResponse response) {
        headers.asMap().forEach((name, values) -> {
            if (name.equalsIgnoreCase(HeaderNames.VARY.lowerCase())) {
                Set<String> all = new LinkedHashSet<>(response.headers().all(HeaderNames.VARY, List::of));
                all.addAll(values);
                response.headers().set(HeaderValues.create(HeaderNames.VARY, List.copyOf(all)));
            } else {
                response.headers().set(HeaderValues.create(name, values));
            }
        });
    }

    /** The head, from the headers of the response and these, which win. */
    static BufferData of(ServerResponse response, Framing framing, Headers answer) {
        ServerResponseHeaders headers = response.headers();
        apply(answer, response);
        headers.remove(HeaderNames.CONTENT_LENGTH);
        headers.remove(HeaderNames.TRANSFER_ENCODING);
        if (framing == Framing.CHUNKED) {
            headers.set(HeaderValues.TRANSFER_ENCODING_CHUNKED);
            headers.set(HeaderValues.CONNECTION_CLOSE);
            headers.setIfAbsent(HeaderValues.create(HeaderNames.DATE, DateTime.rfc1123String()));
        }
        BufferData head = BufferData.growing(512);
        Status status = framing.status();
        head.write(("HTTP/1.1 " + status.codeText() + " " + status.reasonPhrase() + "\r\n")
                .getBytes(StandardCharsets.US_ASCII));
        for (Header header : headers) {
            header.writeHttp1Header(head);
        }
        head.write('\r');
        head.write('\n');
        return head;
    }
}
