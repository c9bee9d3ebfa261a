package dev.sluice.client.internal.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import dev.sluice.Codec;
import dev.sluice.client.internal.wire.Vectors.Vector;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@DisplayName("The golden vectors of events and bodies")
class EventVectorsTest {

    static Stream<Vector> events() {
        return Vectors.of(".event");
    }

    static Stream<Vector> bodies() {
        return Vectors.of(".body").filter(Vector::isWritten);
    }

    @ParameterizedTest(name = "read {0}")
    @MethodSource("events")
    void readWhole(Vector vector) {
        assertThat(new EventParser(1_000).feed(vector.bytes())).containsExactly(expected(vector));
    }

    @ParameterizedTest(name = "read {0}, byte by byte")
    @MethodSource("events")
    void readByteByByte(Vector vector) {
        EventParser parser = new EventParser(1_000);
        List<ServerEvent> found = new ArrayList<>();
        for (byte next : vector.bytes()) {
            found.addAll(parser.feed(new byte[]{next}));
        }
        assertThat(found).containsExactly(expected(vector));
    }

    @ParameterizedTest(name = "written {0}")
    @MethodSource
    void bodies(Vector vector) {
        List<ClientFrame> frames = vector.frames().stream()
                .map(text -> new ClientFrame(Codec.Form.TEXT, text.getBytes(StandardCharsets.UTF_8))).toList();
        byte[] body = PostBody.of(frames);
        assertThat(body).isEqualTo(vector.bytes());
        assertThat(frames.stream().mapToInt(PostBody::size).sum()).isEqualTo(body.length);
    }

    @Test
    void readsWhatTheStandardAllows() {
        String stream = "\uFEFFid: 7\r\n\r\nretry: 30\rretry: x\ndata\ndata:  two\nid: a\0b\nwhat: ever\n\ndata: cut";
        assertThat(new EventParser(1_000).feed(stream.getBytes(StandardCharsets.UTF_8))).containsExactly(
                new ServerEvent.Position("7"), new ServerEvent.Retry(30),
                new ServerEvent.Event("message", java.util.Optional.empty(), "\n two"));
    }

    @Test
    void holdsItsLimit() {
        EventParser parser = new EventParser(10);
        assertThatThrownBy(() -> parser.feed("data: 01234567890\n".getBytes(StandardCharsets.UTF_8)))
                .isInstanceOf(MalformedException.class).hasMessageContaining("10 bytes");
    }

    private static ServerEvent expected(Vector vector) {
        return vector.text("comment").<ServerEvent>map(ServerEvent.Comment::new)
                .orElseGet(() -> new ServerEvent.Event(vector.text("event").orElse("message"), vector.text("id"),
                        vector.text("data").orElseThrow()));
    }
}
