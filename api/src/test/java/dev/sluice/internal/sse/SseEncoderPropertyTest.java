package dev.sluice.internal.sse;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

import dev.sluice.fixtures.Randomly;
import dev.sluice.internal.sse.EventStreamParser.Event;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What must hold for every text: a client by the WHATWG standard reads what was written. */
@DisplayName("Of any text that the SSE encoder writes")
class SseEncoderPropertyTest {

    @Test
    void clientsSeeTheTextWithLineFeedsForAllLineBreaks() {
        Randomly.tries(1_000, any -> {
            List<String> expected = new ArrayList<>();
            StringBuilder stream = new StringBuilder();
            for (int left = any.upTo(5); left > 0; left--) {
                String text = text(any);
                stream.append(encode("", text)).append(new String(SseEncoder.comment(), StandardCharsets.US_ASCII));
                expected.add(withLineFeeds(text));
            }

            assertThat(EventStreamParser.of(stream.toString()).events).extracting(Event::data).isEqualTo(expected);
        });
    }

    @Test
    void clientsSeeTheId() {
        Randomly.tries(1_000, any -> {
            String id = text(any).replaceAll("[\n\r\0]", "");
            String text = text(any);

            assertThat(EventStreamParser.of(encode(id, text)).events)
                    .containsExactly(new Event("message", withLineFeeds(text), id));
        });
    }

    private static String withLineFeeds(String text) {
        return text.replace("\r\n", "\n").replace('\r', '\n');
    }

    private static String encode(String id, String text) {
        return new String(SseEncoder.event(id, text.getBytes(StandardCharsets.UTF_8)), StandardCharsets.UTF_8);
    }

    private static String text(Randomly any) {
        return any.oneIn(2)
                ? any.text(40)
                : any.joined(12, "\n", "\r", "\r\n", "a", " ", ":", "data: x", "id: 1", "\n\n", "event: y", "\ufeff",
                        "\u2028", "\u0085", "é", "😀", "\0");
    }
}
