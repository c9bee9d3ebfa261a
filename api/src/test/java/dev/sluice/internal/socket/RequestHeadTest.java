package dev.sluice.internal.socket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

import dev.sluice.spi.HttpRequest;
import dev.sluice.spi.HttpVersion;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("The head of a request")
class RequestHeadTest {

    private static final String HEAD = "GET /chat/%20?a=b&c HTTP/1.1\r\nHost: localhost:1\r\nX: one\r\nx:  two \r\n\r\n";
    private static final String BEHIND = "\r\n\r\nfirst bytes";
    private static final int LIMIT = 200;

    @Test
    @DisplayName("is the same however its bytes are split")
    void everySplit() throws IOException {
        byte[] all = bytes(HEAD + BEHIND);
        for (int first = 0; first <= all.length; first++) {
            for (int second = first; second <= all.length; second++) {
                check(ByteBuffer.wrap(all, 0, first), new SequenceInputStream(
                        new ByteArrayInputStream(all, first, second - first),
                        new ByteArrayInputStream(all, second, all.length - second)));
            }
        }
    }

    @Test
    @DisplayName("is the same byte by byte")
    void byteByByte() throws IOException {
        check(ByteBuffer.allocate(0), new InputStream() {
            private final InputStream all = new ByteArrayInputStream(bytes(HEAD + BEHIND));

            @Override
            public int read() throws IOException {
                return all.read();
            }

            @Override
            public int read(byte[] bytes, int from, int length) throws IOException {
                return all.read(bytes, from, 1);
            }
        });
    }

    private static void check(ByteBuffer before, InputStream in) throws IOException {
        RequestHead head = RequestHead.read(before, in, LIMIT);
        HttpRequest request = request(head);
        assertThat(request.method()).isEqualTo("GET").isEqualTo(head.method());
        assertThat(request.rawPath()).isEqualTo("/chat/%20");
        assertThat(request.rawQuery()).isEqualTo("a=b&c");
        assertThat(request.version()).isEqualTo(HttpVersion.HTTP_1_1);
        assertThat(request.headers().all("x")).containsExactly("one", "two");
        byte[] rest = new byte[head.rest().remaining()];
        head.rest().get(rest);
        byte[] all = bytes(new String(rest, StandardCharsets.US_ASCII)
                + new String(in.readAllBytes(), StandardCharsets.US_ASCII));
        assertThat(all).isEqualTo(bytes(BEHIND));
    }

    @Test
    @DisplayName("may have as many bytes as the limit says, and no more")
    void limit() throws IOException {
        int limit = HEAD.length() - 4;
        assertThat(read(HEAD, limit).lines()).hasSize(4);
        assertThatThrownBy(() -> read(HEAD, limit - 1)).isInstanceOf(RequestHead.TooLarge.class)
                .hasMessageContaining(Integer.toString(limit - 1));
        assertThatThrownBy(() -> read("x".repeat(20_000), 10_000)).isInstanceOf(RequestHead.TooLarge.class);
    }

    @Test
    @DisplayName("that breaks off is no head")
    void brokenOff() {
        for (int length = 0; length < HEAD.length(); length++) {
            String part = HEAD.substring(0, length);
            assertThatThrownBy(() -> read(part, LIMIT)).isInstanceOf(EOFException.class);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET / HTTP/1.1", "GET / HTTP/1.1\r\nHost: a\r\nHost: b", "GET x HTTP/1.1\r\nHost: a",
        "GET / HTTP/2\r\nHost: a", "GET  / HTTP/1.1\r\nHost: a", "GET /", "", "GET / HTTP/1.1\r\nHost: a\r\n: b",
        "GET / HTTP/1.1\r\nHost: a\r\nno colon", "GET / HTTP/1.1\r\nHost: a\r\na b: c",
        "GET / HTTP/1.1\r\nHost: a\r\nContent-Length: x", "GET / HTTP/1.1\r\nHost: a\r\nContent-Length: -1",
        "GET / HTTP/1.1\r\nHost: a\r\nX: one\ntwo"})
    @DisplayName("that is malformed is refused")
    void malformed(String head) throws IOException {
        RequestHead read = read(head + "\r\n\r\n", LIMIT);
        assertThatThrownBy(() -> request(read)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    @DisplayName("is followed by a body, which is left out up to the next request")
    void body() throws IOException {
        InputStream in = new ByteArrayInputStream(
                bytes("POST / HTTP/1.0\r\nContent-Length: 5000\r\n\r\n" + "b".repeat(5_000) + HEAD));
        RequestHead first = RequestHead.read(ByteBuffer.allocate(0), in, LIMIT);
        first.skipBody(request(first).headers(), in);
        assertThat(RequestHead.read(first.rest(), in, LIMIT).lines()).hasSize(4);
    }

    private static RequestHead read(String text, int limit) throws IOException {
        return RequestHead.read(ByteBuffer.allocate(0), new ByteArrayInputStream(bytes(text)), limit);
    }

    private static HttpRequest request(RequestHead head) {
        return head.request(new InetSocketAddress(1), false, Optional.empty());
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
