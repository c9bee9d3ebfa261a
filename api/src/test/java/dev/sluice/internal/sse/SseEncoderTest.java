package dev.sluice.internal.sse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.charset.StandardCharsets;
import java.time.Duration;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("The SSE encoder")
class SseEncoderTest {

    private static String event(String id, String data) {
        return new String(SseEncoder.event(id, data.getBytes(StandardCharsets.UTF_8)), StandardCharsets.UTF_8);
    }

    @Test
    void writesAFieldForEachLine() {
        assertThat(event("", "one")).isEqualTo("data: one\n\n");
        assertThat(event("", "one\ntwo")).isEqualTo("data: one\ndata: two\n\n");
        assertThat(event("", "one\r\ntwo\rthree")).isEqualTo("data: one\ndata: two\ndata: three\n\n");
    }

    @Test
    void keepsEmptyMessagesAndEmptyLines() {
        assertThat(event("", "")).isEqualTo("data: \n\n");
        assertThat(event("", "a\n")).isEqualTo("data: a\ndata: \n\n");
        assertThat(event("", "\r\n")).isEqualTo("data: \ndata: \n\n");
        assertThat(event("", "\n\r")).isEqualTo("data: \ndata: \ndata: \n\n");
        assertThat(event("", "\r\r\n\n")).isEqualTo("data: \ndata: \ndata: \ndata: \n\n");
    }

    @Test
    void keepsLeadingSpacesAndColons() {
        assertThat(event("", "  a: b")).isEqualTo("data:   a: b\n\n");
        assertThat(event("", ":x")).isEqualTo("data: :x\n\n");
    }

    @Test
    void writesTheIdBeforeTheData() {
        assertThat(event("e-1", "one")).isEqualTo("id: e-1\ndata: one\n\n");
        assertThat(event(" é", "")).isEqualTo("id:  é\ndata: \n\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\n", "\r", "a\nb", "a\r\nb", "1\r", "\0", "a\0b"})
    @DisplayName("refuses an id with a line break or a NUL, whatever it would smuggle in")
    void badIds(String id) {
        assertThatIllegalArgumentException().isThrownBy(() -> event(id, "x")).withMessageContaining("id");
    }

    @Test
    void writesCommentsAndRetry() {
        assertThat(SseEncoder.comment()).asString(StandardCharsets.US_ASCII).isEqualTo(":\n\n");
        assertThat(SseEncoder.retry(Duration.ofMillis(1_500))).asString(StandardCharsets.US_ASCII)
                .isEqualTo("retry: 1500\n\n");
        assertThat(SseEncoder.retry(Duration.ZERO)).asString(StandardCharsets.US_ASCII).isEqualTo("retry: 0\n\n");
    }

    @Test
    void commentsCannotBeSpoiltByTheirReceivers() {
        SseEncoder.comment()[0] = 'x';

        assertThat(SseEncoder.comment()).startsWith(':');
    }

    @Test
    void commentsAndRetryAreNoEvents() {
        String stream = new String(SseEncoder.comment(), StandardCharsets.US_ASCII)
                + new String(SseEncoder.retry(Duration.ofSeconds(3)), StandardCharsets.US_ASCII);
        EventStreamParser parser = EventStreamParser.of(stream);

        assertThat(parser.events).isEmpty();
        assertThat(parser.comments).containsExactly("");
        assertThat(parser.reconnectionTime).isEqualTo("3000");
    }
}
