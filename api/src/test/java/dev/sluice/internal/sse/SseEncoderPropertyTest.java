package dev.sluice.internal.sse;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;

import dev.sluice.internal.sse.EventStreamParser.Event;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.Size;

/** What must hold for every text: a client by the WHATWG standard reads what was written. */
class SseEncoderPropertyTest {

    @Property(tries = 500)
    void clientsSeeTheTextWithLineFeedsForAllLineBreaks(@ForAll("texts") @Size(max = 5) List<String> texts) {
        StringBuilder stream = new StringBuilder();
        for (String text : texts) {
            stream.append(encode("", text)).append(new String(SseEncoder.comment(), StandardCharsets.US_ASCII));
        }

        assertThat(EventStreamParser.of(stream.toString()).events).extracting(Event::data)
                .isEqualTo(texts.stream().map(SseEncoderPropertyTest::withLineFeeds).toList());
    }

    @Property(tries = 500)
    void clientsSeeTheId(@ForAll("ids") String id, @ForAll("text") String text) {
        assertThat(EventStreamParser.of(encode(id, text)).events)
                .containsExactly(new Event("message", withLineFeeds(text), id));
    }

    private static String withLineFeeds(String text) {
        return text.replace("\r\n", "\n").replace('\r', '\n');
    }

    private static String encode(String id, String text) {
        return new String(SseEncoder.event(id, text.getBytes(StandardCharsets.UTF_8)), StandardCharsets.UTF_8);
    }

    @Provide
    Arbitrary<String> ids() {
        return wellFormed().filter(id -> id.chars().noneMatch(c -> c == '\n' || c == '\r' || c == 0));
    }

    @Provide
    Arbitrary<String> text() {
        Arbitrary<String> pieces = Arbitraries.of("\n", "\r", "\r\n", "a", " ", ":", "data: x", "id: 1", "\n\n",
                "event: y",
                "\ufeff", "\u2028", "\u0085", "é", "😀", "\0");
        return Arbitraries.oneOf(pieces.list().ofMaxSize(12).map(all -> String.join("", all)), wellFormed());
    }

    @Provide
    Arbitrary<List<String>> texts() {
        return text().list();
    }

    private static Arbitrary<String> wellFormed() {
        return Arbitraries.strings().ofMaxLength(40)
                .filter(text -> StandardCharsets.UTF_8.newEncoder().canEncode(text));
    }
}
