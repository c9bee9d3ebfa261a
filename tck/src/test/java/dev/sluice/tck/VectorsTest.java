package dev.sluice.tck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

import dev.sluice.internal.frame.ClientFrame;
import dev.sluice.internal.frame.FrameHeader;
import dev.sluice.internal.frame.FrameParser;
import dev.sluice.internal.session.PostBody;
import dev.sluice.internal.sse.SseEncoder;
import dev.sluice.internal.websocket.ProtocolViolation;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

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

    static Stream<Vectors.Vector> ofServer() {
        return Vectors.all(".frame").stream().filter(vector -> vector.isFrom("server"));
    }

    @ParameterizedTest
    @MethodSource("ofServer")
    @DisplayName("agree on the bytes of a frame of the server")
    void write(Vectors.Vector vector) {
        byte[] header = FrameHeader.line(vector.words().toArray(String[]::new));
        byte[] message = vector.message().orElseGet(() -> new byte[0]);
        assertThat(ByteBuffer.allocate(header.length + message.length).put(header).put(message).array())
                .isEqualTo(vector.bytes());
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

    static Stream<Vectors.Vector> events() {
        return Vectors.all(".event").stream();
    }

    @ParameterizedTest
    @MethodSource("events")
    @DisplayName("agree on the bytes of an event of a session")
    void event(Vectors.Vector vector) {
        assertThat(text(encoded(vector.meaning()))).isEqualTo(text(vector.bytes()));
    }

    private static byte[] encoded(JsonNode event) {
        if (event.has("comment")) {
            return SseEncoder.comment();
        }
        byte[] data = event.path("data").asString().getBytes(StandardCharsets.UTF_8);
        return event.has("event")
                ? SseEncoder.event(event.path("event").asString(), event.path("id").asString(""), data)
                : SseEncoder.joined(List.of(SseEncoder.number(event.path("id").asLong()), SseEncoder.event("", data)));
    }

    static Stream<Vectors.Vector> bodies() {
        return Vectors.all(".body").stream().filter(vector -> !vector.isMalformed());
    }

    @ParameterizedTest
    @MethodSource("bodies")
    @DisplayName("agree on the frames of a body")
    void body(Vectors.Vector vector) {
        List<String> frames = StreamSupport.stream(vector.meaning().path("frames").spliterator(), false)
                .map(frame -> text(frame.asString().getBytes(StandardCharsets.UTF_8))).toList();
        assertThat(PostBody.frames(vector.bytes()).stream().map(VectorsTest::text)).isEqualTo(frames);
    }

    static Stream<Vectors.Vector> malformedBodies() {
        return Vectors.all(".body").stream().filter(Vectors.Vector::isMalformed);
    }

    @ParameterizedTest
    @MethodSource("malformedBodies")
    @DisplayName("agree on what is no body, and why")
    void refuseBody(Vectors.Vector vector) {
        assertThatThrownBy(() -> PostBody.frames(vector.bytes()).forEach(frame -> FrameParser.parse(frame, false)))
                .isInstanceOf(ProtocolViolation.class)
                .hasMessageEndingWith(": " + vector.meaning().path("malformed").asString());
    }
}
