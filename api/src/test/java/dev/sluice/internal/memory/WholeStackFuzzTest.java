package dev.sluice.internal.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.SocketFactory;

import dev.sluice.Channel;
import dev.sluice.Codec;
import dev.sluice.Compression;
import dev.sluice.Endpoint;
import dev.sluice.MemoryTransport;
import dev.sluice.StreamClosedException;
import dev.sluice.Topic;
import dev.sluice.TransportConfig;
import dev.sluice.TwoWayMemoryClient;
import dev.sluice.fixtures.Randomly;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Whatever bytes a client sends, at any split, the whole of it")
class WholeStackFuzzTest {

    private static final Logger LOG = Logger.getLogger("dev.sluice");
    private static final int LIMIT = 400;
    private static final Pattern STATUS = Pattern.compile("HTTP/1\\.1 ([0-9]{3}) ");
    private static final Set<Integer> STATUSES = Set.of(101, 200, 400, 403, 404, 405, 406, 408, 410, 413, 414, 426,
            431);
    private static final Set<Integer> CODES = Set.of(1000, 1001, 1002, 1003, 1005, 1007, 1008, 1009);

    private final Queue<String> logged = new ConcurrentLinkedQueue<>();
    private final Handler listener = new Listener();
    private final Topic<String> news = Topic.of(Channel.oneWay("news", Codec.text())).history(10)
            .historyAge(Duration.ofMinutes(1)).create();
    private final MemoryTransport transport = MemoryTransport.create(
            TransportConfig.builder().maxFrameBytes(LIMIT).maxMessageBytes(LIMIT).compression(Compression.shared())
                    .closeTimeout(Duration.ofMillis(500)).sessionGrace(Duration.ofMillis(500)).build(),
            List.of(Endpoint.at("/echo").serve(Channel.twoWay("echo", Codec.text(), Codec.text()), stream -> {
                try {
                    stream.forEach(stream::send);
                } catch (StreamClosedException e) {
                    // The client has gone.
                }
            }).build(), Endpoint.at("/news/{of}").serve(Channel.oneWay("news", Codec.text()), news).build()))
            .start();

    /** Keeps what is logged for whoever runs the server. */
    private final class Listener extends Handler {

        @Override
        public void publish(LogRecord line) {
            logged.add(line.getMessage() + ": " + line.getThrown());
        }

        @Override
        public void flush() {
            // Nothing is held back.
        }

        @Override
        public void close() {
            // Nothing is open.
        }
    }

    @BeforeEach
    void listen() {
        LOG.addHandler(listener);
        LOG.setUseParentHandlers(false);
    }

    @AfterEach
    void close() {
        transport.close();
        LOG.removeHandler(listener);
        LOG.setUseParentHandlers(true);
    }

    @Test
    @DisplayName("answers by a status that fits, closes by a code that fits, throws nothing and serves the next one")
    void anyBytes() {
        news.publish("hello");
        Randomly.tries(1_500, any -> {
            byte[] said = any.mutated(conversation(any), any.pick(0, 0, 1, 5));
            String answer = answerTo(said, any.cuts(6, said.length));
            assertThat(logged).as(show(said)).isEmpty();
            Matcher status = STATUS.matcher(answer);
            if (status.lookingAt()) {
                assertThat(STATUSES).as(show(said)).contains(Integer.valueOf(status.group(1)));
                if (status.group(1).equals("101")) {
                    assertGoodbye(answer.substring(answer.indexOf("\r\n\r\n") + 4), said);
                }
            } else {
                assertThat(answer).as(show(said)).isEmpty();
                assertThat(show(said)).as("a head that is not complete").doesNotContain("\\r\\n\\r\\n");
            }
        });
        await().atMost(Duration.ofSeconds(5)).until(() -> transport.streamCount() == 0);
        try (TwoWayMemoryClient<String, String> next = transport.connect("/echo")) {
            next.send("served");
            assertThat(next.receive()).isEqualTo("served");
        }
    }

    /** Where the last frame is a Close its code is one of those for clients that break the rules. */
    private static void assertGoodbye(String frames, byte[] said) {
        int at = 0;
        while (at + 2 <= frames.length()) {
            int opcode = frames.charAt(at) & 0x0f;
            int length = frames.charAt(at + 1);
            int head = length == 126 ? 4 : 2;
            if (length == 126) {
                length = frames.charAt(at + 2) << 8 | frames.charAt(at + 3);
            }
            assertThat(length).as(show(said)).isLessThanOrEqualTo(LIMIT);
            if (opcode == 8 && length >= 2) {
                int code = frames.charAt(at + head) << 8 | frames.charAt(at + head + 1);
                assertThat(CODES.contains(code) || code >= 3000).as("code " + code + " for " + show(said)).isTrue();
            }
            at += head + length;
        }
    }

    private String answerTo(byte[] said, List<Integer> cuts) {
        try (Socket socket = transport.unwrap(SocketFactory.class).orElseThrow().createSocket("127.0.0.1",
                transport.port())) {
            socket.setSoTimeout(10_000);
            write(socket, said, cuts);
            ByteArrayOutputStream answer = new ByteArrayOutputStream();
            try {
                socket.getInputStream().transferTo(answer);
            } catch (SocketException e) {
                // A reset: what came before it counts.
            }
            return answer.toString(StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void write(Socket socket, byte[] said, List<Integer> cuts) throws IOException {
        try {
            int from = 0;
            List<Integer> ends = new ArrayList<>(cuts);
            ends.add(said.length);
            for (int to : ends) {
                socket.getOutputStream().write(said, from, to - from);
                from = to;
            }
            socket.shutdownOutput();
        } catch (SocketException e) {
            // Cut before all was said, as it may be.
        }
    }

    private static byte[] conversation(Randomly any) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.writeBytes(head(any).getBytes(StandardCharsets.ISO_8859_1));
        for (int left = any.upTo(6); left > 0; left--) {
            bytes.writeBytes(frame(any));
        }
        return bytes.toByteArray();
    }

    private static String head(Randomly any) {
        String method = any.pick("GET", "GET", "GET", "GET", "POST", "HEAD", "OPTIONS", "G");
        String target = any.pick("/echo", "/echo", "/echo", "/news/a", "/news/%20", "/news/%", "/news/%ff", "/echo?a=%",
                "/echo?last_event_id=" + any.joined(4, "a", "-", "1", "9999", "%00"), "*", "http://x/echo", "");
        StringBuilder head = new StringBuilder(
                method + " " + target + any.pick(" HTTP/1.1", " HTTP/1.1", " HTTP/1.0", "")
                        + "\r\n");
        line(any, head, "Host", "a", "127.0.0.1:80", "");
        line(any, head, "Upgrade", "websocket", "websocket, h2c", "h2c", ",");
        line(any, head, "Connection", "Upgrade", "keep-alive, Upgrade", "close", ",,upgrade");
        line(any, head, "Sec-WebSocket-Version", "13", "12", "13, 8", "");
        line(any, head, "Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ==", "short", "dGhlIHNhbXBsZSBub25jZQ=!");
        for (int left = any.upTo(3); left > 0; left--) {
            line(any, head,
                    any.pick("Sec-WebSocket-Extensions", "Sec-WebSocket-Protocol", "Last-Event-ID", "Origin", "Accept",
                            "Cookie", "Content-Length", "Transfer-Encoding", "X"),
                    "permessage-deflate", "permessage-deflate; client_max_window_bits=" + any.joined(2, "1", "5", "\""),
                    "sluice.v1", "http://a", "null", "text/event-stream;q=0", "5", "-1", "99999999999999999999",
                    "chunked", "a=b; c",
                    any.joined(6, ",", ";", "=", "\"", "\\", " ", "a", "-1", "\u00e9", "\u0001"));
        }
        return head.append("\r\n").toString();
    }

    private static void line(Randomly any, StringBuilder head, String name, String likely, String... others) {
        String value = any.oneIn(8) ? any.pick(others) : likely;
        if (!any.oneIn(25)) {
            head.append(name).append(any.oneIn(25) ? " :" : ": ").append(value).append("\r\n");
        }
    }

    private static byte[] frame(Randomly any) {
        byte[] payload = any.oneIn(3)
                ? any.bytes(LIMIT)
                : any.joined(40, "a", "\u00e9", "{}", "x".repeat(20))
                        .getBytes(any.oneIn(4) ? StandardCharsets.ISO_8859_1 : StandardCharsets.UTF_8);
        int length = Math.min(payload.length, 125);
        byte[] frame = new byte[6 + length];
        int reserved = any.oneIn(6) ? 4 : 0;
        frame[0] = (byte) ((any.oneIn(4) ? 0 : 0x80) | reserved << 4 | any.pick(0, 1, 1, 1, 1, 2, 8, 9, 10, 11));
        frame[1] = (byte) (0x80 | (any.oneIn(20) ? any.pick(126, 127) : length));
        System.arraycopy(payload, 0, frame, 6, length);
        return frame;
    }

    private static String show(byte[] said) {
        return new String(said, StandardCharsets.ISO_8859_1).replace("\r", "\\r").replace("\n", "\\n");
    }
}
