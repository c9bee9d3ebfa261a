package dev.sluice.tck;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

import dev.sluice.OneWayStream;
import dev.sluice.Topic;
import dev.sluice.Transport;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** SSE, byte by byte: the head, and how a message looks. */
abstract class SseRules extends Chapter {

    private static final String START = ":\n\nretry: 3000\n\n";

    SseRules(TransportFactory factory) {
        super(factory);
    }

    private SseClient open(Transport transport, String... headerLines) {
        SseClient client = SseClient.open(Wire.to(transport.port()), Served.LINES_PATH, headerLines);
        assertThat(client.text(START.length())).isEqualTo(START);
        return client;
    }

    @Test
    @Rule("SSE-1")
    @DisplayName("SSE-1 the response is 200 with the type of an event stream, forbids caching and buffering, and is "
            + "chunked")
    void head() {
        Transport transport = start(Served.lines(new Guests<>()));
        try (SseClient client = SseClient.open(Wire.to(transport.port()), Served.LINES_PATH)) {
            assertThat(client.head().get(0)).startsWith("HTTP/1.1 200");
            assertThat(client.header("Content-Type")).containsExactly("text/event-stream");
            assertThat(client.header("Cache-Control")).containsExactly("no-cache, no-transform");
            assertThat(client.header("X-Accel-Buffering")).containsExactly("no");
            assertThat(client.header("Transfer-Encoding")).containsExactly("chunked");
            assertThat(client.header("Content-Length")).isEmpty();
            assertThat(client.header("Content-Encoding")).isEmpty();
        }
    }

    @Test
    @Rule("SSE-20")
    @Needs(Capability.HTTP_1_0)
    @DisplayName("SSE-20 to a client of HTTP/1.0 the body goes without chunks, up to the end of the connection")
    void http10() {
        Transport transport = start(Served.lines(stream -> stream.send("hello")));
        try (RawConnection connection = RawConnection.open(transport.port())) {
            connection.send(RawRequest.get(transport.port(), Served.LINES_PATH).version("HTTP/1.0").bytes());
            RawResponse head = RawResponse.readHead(connection);
            assertThat(head.status()).isEqualTo(200);
            assertThat(head.headers().all("Transfer-Encoding")).isEmpty();
            String body = new String(connection.readToEnd("the events"), StandardCharsets.UTF_8);
            assertThat(body).startsWith(":").endsWith("data: hello\n\n");
        }
    }

    @Test
    @Rule("SSE-2")
    @DisplayName("SSE-2 the response says Connection: close, since the connection ends with the stream")
    void connectionClose() {
        Transport transport = start(Served.lines(new Guests<>()));
        try (SseClient client = open(transport)) {
            assertThat(client.header("Connection")).containsExactly("close");
        }
    }

    @Test
    @Rule("SSE-3")
    @DisplayName("SSE-3 a comment and the reconnection time come at once, before there is any message")
    void firstBytes() {
        Transport transport = start(config().sseRetry(Duration.ofMillis(12_345)).build(),
                Served.lines(new Guests<>()));
        try (SseClient client = SseClient.open(Wire.to(transport.port()), Served.LINES_PATH)) {
            assertThat(client.block()).isEqualTo(":\n\n");
            assertThat(client.block()).isEqualTo("retry: 12345\n\n");
        }
    }

    @Test
    @Rule("SSE-4")
    @DisplayName("SSE-4 a message of one line is one data line and a blank line, with neither id nor event type")
    void oneLine() {
        Transport transport = start(Served.lines(stream -> {
            stream.send("hello");
            stream.send("again");
        }));
        try (SseClient client = open(transport)) {
            assertThat(client.block()).isEqualTo("data: hello\n\n");
            assertThat(client.block()).isEqualTo("data: again\n\n");
            assertThat(client.goodbye().end()).isEqualTo(Peer.End.ORDERLY);
        }
    }

    static Stream<Arguments> messagesOfLines() {
        return Stream.of(
                Arguments.of("LF", "a\nb", "data: a\ndata: b\n\n"),
                Arguments.of("CR LF", "a\r\nb", "data: a\ndata: b\n\n"),
                Arguments.of("CR", "a\rb", "data: a\ndata: b\n\n"),
                Arguments.of("mixed", "a\r\rb\n\rc\r\n\nd",
                        "data: a\ndata: \ndata: b\ndata: \ndata: c\ndata: \ndata: d\n\n"),
                Arguments.of("leading", "\na", "data: \ndata: a\n\n"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("messagesOfLines")
    @Rule("SSE-5")
    @DisplayName("SSE-5 each line of a message, whether it ends by LF, CR or CR LF, is a data line of its own")
    void lines(String name, String message, String expected) {
        assertThat(onTheWire(message)).as(name).isEqualTo(expected);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource
    @Rule("SSE-6")
    @DisplayName("SSE-6 a trailing line break is kept, as an empty data line at the end")
    void trailing(String name, String message, String expected) {
        assertThat(onTheWire(message)).as(name).isEqualTo(expected);
    }

    static Stream<Arguments> trailing() {
        return Stream.of(
                Arguments.of("LF", "a\n", "data: a\ndata: \n\n"),
                Arguments.of("CR", "a\r", "data: a\ndata: \n\n"),
                Arguments.of("CR LF", "a\r\n", "data: a\ndata: \n\n"),
                Arguments.of("two", "a\n\n", "data: a\ndata: \ndata: \n\n"),
                Arguments.of("nothing else", "\n", "data: \ndata: \n\n"));
    }

    @Test
    @Rule("SSE-7")
    @DisplayName("SSE-7 an empty message is an event with empty data, not silence")
    void empty() {
        assertThat(onTheWire("")).isEqualTo("data: \n\n");
    }

    private String onTheWire(String message) {
        Transport transport = start(Served.lines(stream -> {
            stream.send(message);
            stream.send("end");
        }));
        try (SseClient client = open(transport)) {
            StringBuilder bytes = new StringBuilder();
            for (String block = client.block(); !block.equals("data: end\n\n"); block = client.block()) {
                bytes.append(block);
            }
            return bytes.toString();
        }
    }

    @Test
    @Rule("SSE-8")
    @DisplayName("SSE-8 no message can forge a field, a comment or the end of an event")
    void noInjection() {
        List<String> messages = List.of("id: 7\nevent: evil\nretry: 1\n\ndata: forged", ": comment", "  two spaces",
                "data: x", ":", "a:b", "\u0000", "\ufeffmark", "\u2028\u0085\u000b\f");
        Transport transport = start(Served.lines(stream -> messages.forEach(stream::send)));
        try (SseClient client = open(transport)) {
            for (String message : messages) {
                SseEvents.Event event = client.event().orElseThrow();
                assertThat(event.data()).isEqualTo(message);
                assertThat(event.type()).isEqualTo("message");
                assertThat(event.lastEventId()).isEmpty();
            }
            assertThat(client.events().comments()).isEmpty();
            assertThat(client.events().retry()).isEmpty();
        }
    }

    @Test
    @Rule("SSE-9")
    @DisplayName("SSE-9 every character arrives as it was sent, in messages of every size")
    void unicode() {
        List<String> messages = Stream.of(1, 100, 8_191, 8_192, 8_193, 65_535, 65_536, 300_000)
                .map(size -> "é€😀\t\"\\x".repeat(size / 8 + 1) + size).toList();
        Transport transport = start(Served.lines(stream -> messages.forEach(stream::send)));
        try (SseClient client = open(transport)) {
            assertThat(client.rest()).isEqualTo(messages);
            assertThat(client.ended().end()).isEqualTo(Peer.End.ORDERLY);
        }
    }

    @Test
    @Rule("SSE-10")
    @DisplayName("SSE-10 a message of a topic has its cursor as an id line, directly before its data")
    void cursor() {
        Topic<String> topic = Topic.create(Served.LINES);
        Transport transport = start(Served.lines(topic));
        try (SseClient client = open(transport)) {
            Waiting.until("the client joins the topic", () -> topic.size() == 1);
            topic.publish("one\ntwo");
            assertThat(client.block()).as("where it begins").matches("id: [^-\\s]+-0\n\n");
            assertThat(client.block()).matches("id: [^-\\s]+-[0-9]+\ndata: one\ndata: two\n\n");
        }
    }

    @Test
    @Rule("SSE-11")
    @DisplayName("SSE-11 the stream knows the Last-Event-ID that the client sent, and none where it sent none")
    void lastEventId() {
        Guests<OneWayStream<String>> guests = new Guests<>();
        Transport transport = start(Served.lines(guests));
        try (SseClient client = open(transport, "Last-Event-ID: e5-17")) {
            assertThat(guests.next().opening().lastEventId()).contains("e5-17");
            assertThat(client.events().comments()).isEmpty();
        }
        try (SseClient client = open(transport)) {
            assertThat(guests.next().opening().lastEventId()).isEmpty();
            assertThat(client.events().comments()).isEmpty();
        }
    }
}
