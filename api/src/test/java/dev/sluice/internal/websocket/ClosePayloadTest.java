package dev.sluice.internal.websocket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.stream.IntStream;

import dev.sluice.Close;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("What a Close frame says")
class ClosePayloadTest {

    @ParameterizedTest
    @CsvSource({"1000,''", "1001,going", "3000,ünïcödé 😀", "4999,x"})
    void comesBackAsItWasWritten(int code, String reason) {
        ClosePayload payload = new ClosePayload(code, reason);

        assertThat(ClosePayload.parse(payload.encode())).isEqualTo(payload);
    }

    @Test
    void nothingIsCode1005() {
        assertThat(ClosePayload.parse(new byte[0])).isEqualTo(new ClosePayload(1005, ""));
        assertThat(new ClosePayload(1005, "").encode()).isEmpty();
    }

    @Test
    void violationsSayWhy() {
        assertViolation(1002, "one byte", 3);
        assertViolation(1002, "1005", 3, 0xed);
        assertViolation(1002, "65535", 0xff, 0xff);
        assertViolation(1007, "UTF-8", 3, 0xe8, 0xc3);
        assertViolation(1007, "UTF-8", 3, 0xe8, 0xed, 0xa0, 0x80);
    }

    private static void assertViolation(int code, String why, int... payload) {
        byte[] bytes = new byte[payload.length];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) payload[i];
        }
        assertThatExceptionOfType(ProtocolViolation.class).isThrownBy(() -> ClosePayload.parse(bytes))
                .satisfies(violation -> {
                    assertThat(violation.code()).isEqualTo(code);
                    assertThat(violation.reason()).contains(why).isASCII()
                            .hasSizeLessThanOrEqualTo(Close.MAX_REASON_BYTES);
                });
    }

    @Test
    @DisplayName("The codes that may be on the wire are those of RFC 6455 section 7.4 and of the registry")
    void wireCodes() {
        int[] expected = IntStream.concat(IntStream.of(1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 1012, 1013,
                1014), IntStream.rangeClosed(3000, 4999)).toArray();

        assertThat(IntStream.rangeClosed(-1, 70_000).filter(CloseCode::isValidOnWire).toArray()).isEqualTo(expected);
    }

    @Test
    @DisplayName("Applications may close with those of them that do not accuse the client of RFC 6455 itself")
    void applicationCodes() {
        int[] expected = IntStream.concat(IntStream.of(1000, 1001, 1003, 1007, 1008, 1009, 1011, 1012, 1013, 1014),
                IntStream.rangeClosed(3000, 4999)).toArray();

        assertThat(IntStream.rangeClosed(-1, 70_000).filter(CloseCode::isForApplications).toArray())
                .isEqualTo(expected);
    }
}
