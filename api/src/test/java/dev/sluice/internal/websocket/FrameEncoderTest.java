package dev.sluice.internal.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("The frame encoder")
class FrameEncoderTest {

    @ParameterizedTest
    @CsvSource({"0,8200", "1,8201", "125,827d", "126,827e007e", "127,827e007f", "65535,827effff",
        "65536,827f0000000000010000", "70000,827f0000000000011170"})
    void usesTheShortestFormOfTheLengthAndNoMask(int length, String header) {
        byte[] payload = new byte[length];
        Arrays.fill(payload, (byte) 0x5a);

        assertThat(FrameEncoder.message(false, payload)).asHexString()
                .isEqualTo((header + "5a".repeat(length)).toUpperCase(Locale.ROOT));
    }

    @Test
    void writesEveryKindOfFrameWhole() {
        byte[] text = "Hello".getBytes(StandardCharsets.US_ASCII);

        assertThat(FrameEncoder.message(true, text)).asHexString().isEqualTo("810548656C6C6F");
        assertThat(FrameEncoder.ping()).asHexString().isEqualTo("8900");
        assertThat(FrameEncoder.pong(text)).asHexString().isEqualTo("8A0548656C6C6F");
    }

    @Test
    void writesACloseWithCodeAndReason() {
        assertThat(FrameEncoder.close(1000, "bye")).asHexString().isEqualTo("880503E8627965");
        assertThat(FrameEncoder.close(4999, "ü")).asHexString().isEqualTo("88041387C3BC");
        assertThat(FrameEncoder.close(1001, "")).asHexString().isEqualTo("880203E9");
    }

    @Test
    @DisplayName("writes code 1005 as an empty Close, since it must never be on the wire")
    void noStatus() {
        assertThat(FrameEncoder.close(1005, "")).asHexString().isEqualTo("8800");
        assertThat(FrameEncoder.close(1005, "ignored")).asHexString().isEqualTo("8800");
    }
}
