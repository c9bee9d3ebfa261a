package dev.sluice.tck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import dev.sluice.internal.frame.ClientFrame;
import dev.sluice.internal.frame.FrameParser;
import dev.sluice.internal.websocket.ProtocolViolation;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@DisplayName("The golden vectors, and the engine")
class VectorsTest {

    static Stream<Vectors.Vector> wellFormed() {
        return Vectors.all(".frame").stream().filter(vector -> vector.isFrom("client") && !vector.isMalformed());
    }

    static Stream<Vectors.Vector> malformed() {
        return Vectors.all(".frame").stream().filter(Vectors.Vector::isMalformed);
    }

    @ParameterizedTest
    @MethodSource("wellFormed")
    @DisplayName("agree on what a frame of a client says")
    void read(Vectors.Vector vector) {
        assertThat(words(FrameParser.parse(vector.bytes(), vector.isShared()))).isEqualTo(said(vector));
    }

    /** Its words, and behind them the message as text, where there is one. */
    private static List<String> said(Vectors.Vector vector) {
        List<String> said = new ArrayList<>(vector.words());
        vector.message().map(VectorsTest::text).ifPresent(said::add);
        return said;
    }

    private static List<String> words(ClientFrame frame) {
        List<String> words = new ArrayList<>();
        switch (frame) {
            case ClientFrame.Subscribe f -> {
                words.addAll(List.of("subscribe", f.target(), "" + f.credit()));
                f.cursor().ifPresent(words::add);
            }
            case ClientFrame.Unsubscribe f -> words.addAll(List.of("unsubscribe", f.target()));
            case ClientFrame.End f -> words.addAll(List.of("end", f.target(), "" + f.code(), f.reason()));
            case ClientFrame.Credit f -> words.addAll(List.of("credit", f.target(), "" + f.more()));
            case ClientFrame.Message f -> words.addAll(List.of("message", f.target(), text(f.message())));
            case ClientFrame.Request f ->
                words.addAll(List.of("request", f.target(), "" + f.id(), "" + f.millis(), text(f.message())));
            case ClientFrame.Reply f -> words.addAll(List.of("reply", f.target(), "" + f.id(), text(f.message())));
            case ClientFrame.Failure f ->
                words.addAll(List.of("failure", f.target(), "" + f.id(), "" + f.code(), f.reason()));
            case ClientFrame.Cancel f -> words.addAll(List.of("cancel", f.target(), "" + f.id()));
        }
        if (frame.target().isEmpty()) {
            words.remove(1);
        }
        return words;
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    @ParameterizedTest
    @MethodSource("malformed")
    @DisplayName("agree on what is no frame, and why")
    void refuse(Vectors.Vector vector) {
        String why = vector.meaning().path("malformed").asString();
        assertThatThrownBy(() -> FrameParser.parse(vector.bytes(), true))
                .isInstanceOf(ProtocolViolation.class).hasMessage("not a frame of sluice.v1: " + why);
        assertThatThrownBy(() -> FrameParser.parse(vector.bytes(), false)).isInstanceOf(ProtocolViolation.class);
    }
}
