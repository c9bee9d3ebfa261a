package dev.sluice.internal.frame;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Random;

import dev.sluice.internal.websocket.CloseCode;
import dev.sluice.internal.websocket.ProtocolViolation;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("The parser of sluice.v1 frames")
class FrameParserFuzzTest {

    private static final int TIMES = 20_000;
    private static final String[] PIECES = {"message", "request", "subscribe", "end", "credit", "failure", "cancel",
        "reply",
        "unsubscribe", " ", " ", " ", "/chat", "/", "1", "0", "64", "2147483647", "9007199254740991", "1000", "404",
        "99999999999999999999", "-1", "\n", "\n", "\r", "\u00fc", "x", "4f0q-17", ""};

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    @DisplayName("makes a frame or a violation with 1002 of whatever it gets")
    void anything(boolean shared) {
        Random random = new Random(5);
        int frames = 0;
        for (int i = 0; i < TIMES; i++) {
            frames += isFrame(any(random), shared) ? 1 : 0;
        }
        assertThat(frames).isGreaterThan(0);
    }

    private static boolean isFrame(byte[] bytes, boolean shared) {
        try {
            ClientFrame frame = FrameParser.parse(bytes, shared);
            assertThat(frame.target().isEmpty()).isNotEqualTo(shared);
            return true;
        } catch (ProtocolViolation violation) {
            assertThat(violation.code()).isEqualTo(CloseCode.PROTOCOL_ERROR);
            assertThat(violation.reason()).hasSizeLessThan(100).matches("\\p{ASCII}+");
            return false;
        }
    }

    private static byte[] any(Random random) {
        if (random.nextInt(10) == 0) {
            byte[] bytes = new byte[random.nextInt(12)];
            random.nextBytes(bytes);
            return bytes;
        }
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(8); i >= 0; i--) {
            text.append(PIECES[random.nextInt(PIECES.length)]);
        }
        return text.toString().getBytes(StandardCharsets.UTF_8);
    }
}
