package dev.sluice.internal.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

import dev.sluice.Close;
import dev.sluice.Close.Cause;
import dev.sluice.internal.websocket.ClientFrames;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("What a client reads and writes")
class ConversationTest {

    private static final byte[] EVENTS = bytes(String.join("\r\n", "c", ":\n\nid: e-0\n\n", "1d",
            "data: one\ndata: two\n\nid: e-1\n", "2C", "\nevent: sluice-gap\nid: e-2\ndata: {}\n\ndata:\n\n", "0", "",
            ""));
    private static final byte[] FRAMES = HexFormat.of().parseHex("810161" + "010162" + "8902aabb" + "800163" + "8a00"
            + "8200" + "88050fa1627965");

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private static List<String> readAll(Conversation conversation) throws IOException {
        List<String> messages = new ArrayList<>();
        for (Optional<Received> next = conversation.next(); next.isPresent(); next = conversation.next()) {
            messages.add(
                    new String(next.get().bytes(), StandardCharsets.US_ASCII) + next.get().lastEventId().orElse(""));
        }
        return messages;
    }

    private static InputStream split(byte[] all, int at) {
        return new SequenceInputStream(new ByteArrayInputStream(all, 0, at),
                new ByteArrayInputStream(all, at, all.length - at));
    }

    @Test
    @DisplayName("events are the same however their bytes are split; those of a type are none of the messages")
    void events() throws IOException {
        for (int at = 0; at <= EVENTS.length; at++) {
            try (Socket socket = new Socket()) {
                Conversation conversation = new EventConversation(split(EVENTS, at), socket);
                assertThat(readAll(conversation)).containsExactly("one\ntwoe-0", "e-2");
                assertThat(conversation.beginning()).contains("e-0");
                assertThat(conversation.end()).isEqualTo(new Close(Cause.PEER_CLOSED, 1005, ""));
            }
        }
    }

    @Test
    @DisplayName("an event stream that breaks off has not ended")
    void eventsBrokenOff() throws IOException {
        for (int length = 0; length < EVENTS.length - 1; length++) {
            try (Socket socket = new Socket()) {
                Conversation conversation = new EventConversation(new ByteArrayInputStream(EVENTS, 0, length), socket);
                assertThatThrownBy(() -> readAll(conversation)).isInstanceOf(EOFException.class);
            }
        }
    }

    @Test
    @DisplayName("frames are the same however their bytes are split, pings are answered and so is the Close")
    void frames() throws IOException {
        for (int at = 0; at <= FRAMES.length; at++) {
            out.reset();
            Conversation conversation = new WebSocketConversation(split(FRAMES, at), out);
            assertThat(readAll(conversation)).containsExactly("a", "bc", "");
            assertThat(conversation.end()).isEqualTo(new Close(Cause.PEER_CLOSED, 4001, "bye"));
            ByteArrayOutputStream expected = new ByteArrayOutputStream();
            expected.writeBytes(ClientFrames.pong(new byte[]{(byte) 0xaa, (byte) 0xbb}));
            expected.writeBytes(ClientFrames.close(4001, ""));
            assertThat(out.toByteArray()).isEqualTo(expected.toByteArray());
        }
    }

    @Test
    @DisplayName("frames that break off have no end")
    void framesBrokenOff() {
        for (int length = 0; length < FRAMES.length; length++) {
            Conversation conversation = new WebSocketConversation(new ByteArrayInputStream(FRAMES, 0, length), out);
            assertThatThrownBy(() -> readAll(conversation)).isInstanceOf(EOFException.class);
        }
    }

    @Test
    @DisplayName("nothing follows the client's Close")
    void afterClose() throws IOException {
        Conversation conversation = new WebSocketConversation(InputStream.nullInputStream(), out);
        conversation.close(1000, "done");
        conversation.close(1001, "again");
        conversation.send(true, bytes("too late"));
        assertThat(out.toByteArray()).isEqualTo(ClientFrames.close(1000, "done"));
    }

    @Test
    @DisplayName("a client's frames are masked, with lengths of one, two and eight bytes")
    void masked() {
        // The example of RFC 6455 section 5.7.
        assertThat(ClientFrames.message(true, bytes("Hello")))
                .isEqualTo(HexFormat.of().parseHex("818537fa213d7f9f4d5158"));
        assertThat(ClientFrames.message(false, new byte[126])).hasSize(4 + 4 + 126)
                .startsWith(0x82, 0xfe, 0, 126, 0x37, 0xfa, 0x21, 0x3d, 0x37);
        assertThat(ClientFrames.message(false, new byte[65_536])).hasSize(10 + 4 + 65_536)
                .startsWith(0x82, 0xff, 0, 0, 0, 0, 0, 1, 0, 0, 0x37, 0xfa, 0x21, 0x3d, 0x37);
    }
}
