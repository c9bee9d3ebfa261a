package dev.sluice.client.internal.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Stream;

import dev.sluice.Codec;
import dev.sluice.client.internal.wire.Vectors.Vector;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@DisplayName("The golden vectors of frames")
class FrameVectorsTest {

    private static final byte[] NOTHING = {};

    static Stream<Vector> read() {
        return Vectors.of(".frame").filter(Vector::isRead);
    }

    static Stream<Vector> written() {
        return Vectors.of(".frame").filter(Vector::isWritten);
    }

    /** Those that would be malformed from a server too. */
    static Stream<Vector> malformed() {
        Set<String> known = Set.of("malformed-unknown-word.frame", "malformed-not-ascii.frame",
                "malformed-credit-missing.frame");
        return Vectors.of(".frame").filter(Vector::isMalformed).filter(vector -> !known.contains(vector.file()));
    }

    @ParameterizedTest(name = "read {0}")
    @MethodSource
    void read(Vector vector) {
        Said said = said(new FrameReader(vector.isShared()).read(vector.bytes()));
        assertThat(said.words).isEqualTo(vector.words());
        assertThat(said.body).isEqualTo(vector.message());
    }

    @ParameterizedTest(name = "written {0}")
    @MethodSource
    void written(Vector vector) {
        ClientFrame frame = write(vector);
        assertThat(frame.bytes()).isEqualTo(vector.bytes());
        assertThat(frame.form()).isEqualTo(vector.isBinary() ? Codec.Form.BINARY : Codec.Form.TEXT);
    }

    @ParameterizedTest(name = "refused {0}")
    @MethodSource
    void malformed(Vector vector) {
        boolean shared = new String(vector.bytes(), StandardCharsets.UTF_8).contains("/");
        assertThatThrownBy(() -> new FrameReader(shared).read(vector.bytes())).isInstanceOf(MalformedException.class);
    }

    /** The words and the body that a frame which was read stands for. */
    @SuppressWarnings("ArrayRecordComponent")
    private record Said(List<String> words, byte[] body) {}

    private static Said said(ServerFrame frame) {
        return switch (frame) {
            case ServerFrame.Subscribed it -> said(NOTHING, "subscribed", it.target(), it.credit());
            case ServerFrame.Begin it -> said(NOTHING, "begin", it.target(), it.cursor());
            case ServerFrame.Resumed it -> said(NOTHING, "resumed", it.target(), it.cursor());
            case ServerFrame.Missed it ->
                said(NOTHING, "gap", it.target(), it.cursor(), numberOr(it.number(), "unknown"));
            case ServerFrame.Message it -> said(it.body(), "message", it.target(), it.cursor().orElse(""));
            case ServerFrame.Ended it -> said(bytes(it.reason()), it.orderly() ? "end" : "error", it.target(),
                    it.code(), numberOr(it.retry(), "never"));
            case ServerFrame.Goodbye it -> said(NOTHING, "goodbye", numberOr(it.retry(), "never"));
            case ServerFrame.Credit it -> said(NOTHING, "credit", it.target(), it.credit());
            case ServerFrame.Request it -> said(it.body(), "request", it.target(), it.id(), it.millis());
            case ServerFrame.Reply it -> said(it.body(), "reply", it.target(), it.id());
            case ServerFrame.Failure it -> said(bytes(it.reason()), "failure", it.target(), it.id(), it.code());
            case ServerFrame.Cancel it -> said(NOTHING, "cancel", it.target(), it.id());
            case ServerFrame.Unknown it -> said(NOTHING, "unknown", it.word());
        };
    }

    private static Said said(byte[] body, Object... words) {
        List<String> all = new ArrayList<>();
        for (Object word : words) {
            if (!word.toString().isEmpty()) {
                all.add(word.toString());
            }
        }
        return new Said(all, body);
    }

    private static String numberOr(OptionalLong number, String word) {
        return number.isPresent() ? Long.toString(number.getAsLong()) : word;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static ClientFrame write(Vector vector) {
        List<String> words = new ArrayList<>(vector.words());
        String word = words.remove(0);
        String target = vector.isShared() ? words.remove(0) : "";
        Codec.Form form = vector.isBinary() ? Codec.Form.BINARY : Codec.Form.TEXT;
        String text = vector.text("text").orElse("");
        return switch (word) {
            case "subscribe" -> ClientFrame.subscribe(target, Integer.parseInt(words.get(0)),
                    words.size() > 1 ? Optional.of(words.get(1)) : Optional.empty());
            case "unsubscribe" -> ClientFrame.unsubscribe(target);
            case "end" -> ClientFrame.end(target, Integer.parseInt(words.get(0)), text);
            case "message" -> ClientFrame.message(target, form, vector.message());
            case "credit" -> ClientFrame.credit(target, Integer.parseInt(words.get(0)));
            case "request" -> ClientFrame.request(target, Long.parseLong(words.get(0)),
                    Long.parseLong(words.get(1)), form, vector.message());
            case "reply" -> ClientFrame.reply(target, Long.parseLong(words.get(0)), form, vector.message());
            case "failure" -> ClientFrame.failure(target, Long.parseLong(words.get(0)),
                    Integer.parseInt(words.get(1)), text);
            case "cancel" -> ClientFrame.cancel(target, Long.parseLong(words.get(0)));
            default -> throw new AssertionError(word + " is no frame of a client");
        };
    }
}
