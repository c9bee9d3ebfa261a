package dev.sluice.internal.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

import dev.sluice.internal.websocket.CloseCode;
import dev.sluice.internal.websocket.ProtocolViolation;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("The body of a POST")
class PostBodyTest {

    @Test
    @DisplayName("gives the frames that it was made of, whatever is in them")
    void roundTrip() {
        Random random = new Random(3);
        for (int i = 0; i < 500; i++) {
            List<byte[]> frames = new ArrayList<>();
            ByteArrayOutputStream body = new ByteArrayOutputStream();
            for (int j = random.nextInt(5); j > 0; j--) {
                byte[] frame = new byte[random.nextInt(50)];
                random.nextBytes(frame);
                frames.add(frame);
                body.writeBytes((frame.length + "\n").getBytes(StandardCharsets.US_ASCII));
                body.writeBytes(frame);
            }
            List<byte[]> read = PostBody.frames(body.toByteArray());
            assertThat(read).hasSameSizeAs(frames);
            for (int j = 0; j < read.size(); j++) {
                assertThat(read.get(j)).isEqualTo(frames.get(j));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"\n", "x\n", "-1\nx", "1", "2\nx", "1\nx1", "1\nx\n", "99999999999\nx", "9999999999\nx",
        " 1\nx"})
    @DisplayName("is refused with 1002 where a length is none, or too large")
    void refused(String body) {
        assertThatThrownBy(() -> PostBody.frames(body.getBytes(StandardCharsets.US_ASCII)))
                .isInstanceOfSatisfying(ProtocolViolation.class,
                        violation -> assertThat(violation.code()).isEqualTo(CloseCode.PROTOCOL_ERROR));
    }
}
