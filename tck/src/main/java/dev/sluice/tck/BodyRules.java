package dev.sluice.tck;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

import dev.sluice.Transport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The bodies of requests, as those of POSTs of a session show them. */
abstract class BodyRules extends SessionChapter {

    private static final String CHUNKED = "Transfer-Encoding: chunked";

    private final List<Wire> wires = new ArrayList<>();

    BodyRules(TransportFactory factory) {
        super(factory);
    }

    private Wire connect(Transport transport) {
        Wire wire = Wire.to(transport.port());
        wires.add(wire);
        return wire;
    }

    @AfterEach
    final void closeWires() {
        wires.forEach(Wire::close);
        wires.clear();
    }

    private Http1SessionClient open(Transport transport) {
        Http1SessionClient client = (Http1SessionClient) client(transport);
        client.open();
        return client;
    }

    /** A body in chunks of this many bytes. */
    private static byte[] chunks(byte[] body, int size, String extension, String trailer) {
        ByteArrayOutputStream chunks = new ByteArrayOutputStream();
        for (int from = 0; from < body.length; from += size) {
            byte[] chunk = Arrays.copyOfRange(body, from, Math.min(body.length, from + size));
            chunks.writeBytes(ascii(Integer.toHexString(chunk.length) + extension + "\r\n"));
            chunks.writeBytes(chunk);
            chunks.writeBytes(ascii("\r\n"));
        }
        chunks.writeBytes(ascii("0\r\n" + trailer + "\r\n"));
        return chunks.toByteArray();
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private static void post(Wire wire, Http1SessionClient client, long first, String framing, byte[] framed) {
        wire.write(client.head(client.headers(first), framing));
        wire.write(framed);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 7, 100_000})
    @Rule("BODY-1")
    @DisplayName("BODY-1 a body with a length arrives whole, in pieces of every size, also with the head")
    void length(int piece) throws IOException {
        Transport transport = startListening(settings());
        Http1SessionClient client = open(transport);
        String message = "m\u20ac".repeat(piece > 100 ? 150_000 : 50);
        byte[] post = client.request(SessionClient.body("message\n" + message), client.headers(1));
        Wire wire = connect(transport);
        for (int from = 0; from < post.length; from += piece) {
            wire.write(Arrays.copyOfRange(post, from, Math.min(post.length, from + piece)));
        }
        assertThat(client.answer(wire)).isEqualTo(SessionRules.taken(1));
        assertThat(handled(1)).containsExactly(message);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 10, 100_000})
    @Rule("BODY-2")
    @DisplayName("BODY-2 a body in chunks arrives whole, whatever their size, with extensions and trailers")
    void chunked(int size) throws IOException {
        Transport transport = startListening(settings());
        Http1SessionClient client = open(transport);
        String message = "m\u20ac".repeat(size > 100 ? 150_000 : 50);
        byte[] body = SessionClient.body("message\n" + message);
        Wire wire = connect(transport);
        post(wire, client, 1, CHUNKED, chunks(body, size, "", ""));
        assertThat(client.answer(wire)).isEqualTo(SessionRules.taken(1));
        assertThat(handled(1)).containsExactly(message);
    }

    @Test
    @Rule("BODY-3")
    @DisplayName("BODY-3 after a POST its connection serves the next request, or says that it ends after one in chunks")
    void keepAlive() throws IOException {
        Transport transport = startListening(settings());
        Http1SessionClient client = open(transport);
        for (int i = 1; i <= 20; i++) {
            byte[] body = SessionClient.body("message\nm" + i);
            // Behind chunks it may be another one.
            Wire wire = client.connection();
            boolean inChunks = i % 4 == 0;
            post(wire, client, i, inChunks ? CHUNKED : "Content-Length: " + body.length,
                    inChunks ? chunks(body, 3, "", "") : body);
            assertThat(client.answer(wire)).isEqualTo(SessionRules.taken(i));
            wire = client.connection();
            post(wire, client, i + 1, inChunks ? CHUNKED : "Content-Length: 0",
                    inChunks ? chunks(new byte[0], 1, "", "") : new byte[0]);
            assertThat(client.answer(wire)).isEqualTo(SessionRules.taken(i));
            wire = client.connection();
            wire.write("GET /nowhere HTTP/1.1\r\nHost: localhost\r\n\r\n");
            assertThat(client.answer(wire).status()).isEqualTo(404);
        }
        assertThat(handled(20)).hasSize(20);
    }

    @Test
    @Rule("BODY-3")
    @DisplayName("BODY-3 what comes behind a body in the same packet is the next request")
    void pipelined() throws IOException {
        Transport transport = startListening(settings());
        Http1SessionClient client = open(transport);
        Wire wire = connect(transport);
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (int i = 1; i <= 10; i++) {
            all.writeBytes(client.request(SessionClient.body("message\nm" + i), client.headers(i)));
        }
        wire.write(all.toByteArray());
        for (int i = 1; i <= 10; i++) {
            assertThat(client.answer(wire)).isEqualTo(SessionRules.taken(i));
        }
        assertThat(handled(10)).endsWith("m10");
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    @Rule("BODY-4")
    @DisplayName("BODY-4 a larger body than allowed gets status 413, whole, nothing of it is taken, and others go on")
    void tooLarge(boolean inChunks) throws IOException {
        Transport transport = startListening(settings().maxMessageBytes(1_000));
        Http1SessionClient client = open(transport);
        byte[] largest = new byte[client.largest() + 1];
        Arrays.fill(largest, (byte) 'x');
        Wire wire = connect(transport);
        post(wire, client, 1, inChunks ? CHUNKED : "Content-Length: " + largest.length,
                inChunks ? chunks(largest, 5_000, "", "") : largest);
        assertThat(client.answer(wire).status()).isEqualTo(413);
        String[] fitting = IntStream.range(0, 60).mapToObj(i -> "message\n" + "y".repeat(900)).toArray(String[]::new);
        assertThat(client.send(1, fitting)).isEqualTo(SessionRules.taken(60));
        assertThat(handled(60)).doesNotContain("x");
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    @Rule("BODY-5")
    @DisplayName("BODY-5 a body that breaks off, by FIN or RST, is no request")
    void brokenOff(boolean inChunks) {
        Transport transport = startListening(settings());
        Http1SessionClient client = open(transport);
        byte[] body = SessionClient.body("message\nno");
        byte[] whole = inChunks ? chunks(body, 1_000, "", "") : body;
        for (int cut = 0; cut < whole.length; cut++) {
            Wire wire = connect(transport);
            // A body by length would be complete with all its bytes; one in chunks is so with its last line.
            post(wire, client, 1, inChunks ? CHUNKED : "Content-Length: " + whole.length, Arrays.copyOf(whole, cut));
            if (cut % 2 == 0) {
                wire.fin();
                assertThat(wire.reachesEnd()).isTrue();
            } else {
                wire.reset();
            }
        }
        assertThat(client.send(1)).isEqualTo(SessionRules.taken(0));
        client.say(1, "yes");
        assertThat(handled(1)).containsExactly("yes");
    }

    @Test
    @Rule("BODY-6")
    @DisplayName("BODY-6 bodies that dribble hold up nobody")
    void dribbling() throws IOException {
        Transport transport = startListening(settings());
        Http1SessionClient client = open(transport);
        byte[] post = client.request(SessionClient.body("message\nslow"), client.headers(1));
        List<Wire> slow = IntStream.range(0, 100).mapToObj(i -> connect(transport)).toList();
        slow.forEach(wire -> wire.write(Arrays.copyOf(post, post.length - 2)));
        for (int i = 1; i <= 5; i++) {
            Http1SessionClient other = open(transport);
            assertThat(other.say(1, "fast")).isEqualTo(SessionRules.taken(1));
        }
        slow.forEach(wire -> wire.write(Arrays.copyOfRange(post, post.length - 2, post.length - 1)));
        assertThat(handled(5)).containsOnly("fast");
        slow.get(7).write(Arrays.copyOfRange(post, post.length - 1, post.length));
        assertThat(client.answer(slow.get(7))).isEqualTo(SessionRules.taken(1));
        assertThat(handled(1)).containsExactly("slow");
    }

    @Test
    @Rule("BODY-7")
    @DisplayName("BODY-7 a body that does not come within writeTimeout ends its connection, and is no request")
    void neverComes() {
        Transport transport = startListening(settings().writeTimeout(Duration.ofMillis(500)));
        Http1SessionClient client = open(transport);
        byte[] post = client.request(SessionClient.body("message\nno"), client.headers(1));
        Wire wire = connect(transport);
        wire.write(Arrays.copyOf(post, post.length - 1));
        assertThat(wire.reachesEnd()).isTrue();
        assertThat(client.say(1, "yes")).isEqualTo(SessionRules.taken(1));
        assertThat(handled(1)).containsExactly("yes");
    }

    @ParameterizedTest
    @ValueSource(strings = {"x\r\n", "-1\r\n", "\r\n", "fffffffffffffffffff\r\n",
        "10000000000000006\r\n\nhello\r\n0\r\n\r\n"})
    @Rule("BODY-8")
    @DisplayName("BODY-8 chunks without a size are no request, and end their connection, at the latest after writeTimeout")
    void malformedChunks(String framed) {
        Transport transport = startListening(settings().writeTimeout(Duration.ofSeconds(1)));
        Http1SessionClient client = open(transport);
        Wire wire = connect(transport);
        post(wire, client, 1, CHUNKED, ascii("a\r\n13\nmessage\r\n" + framed));
        assertThat(wire.reachesEnd()).isTrue();
        assertThat(client.say(1, "yes")).isEqualTo(SessionRules.taken(1));
        assertThat(handled(1)).containsExactly("yes");
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    @Rule("BODY-9")
    @DisplayName("BODY-9 a client that waits for status 100 before it sends a body gets it, and then its answer")
    void expectsContinue(boolean inChunks) throws IOException {
        Transport transport = startListening(settings());
        Http1SessionClient client = open(transport);
        byte[] body = SessionClient.body("message\nhello");
        Wire wire = client.connection();
        String framing = inChunks ? CHUNKED : "Content-Length: " + body.length;
        post(wire, client, 1, "Expect: 100-continue\r\n" + framing, new byte[0]);
        assertThat(wire.line()).startsWith("HTTP/1.1 100");
        while (!wire.line().isEmpty()) {
            // Headers of an interim response say nothing here.
        }
        wire.write(inChunks ? chunks(body, 5, "", "") : body);
        assertThat(client.answer(wire)).isEqualTo(SessionRules.taken(1));
        assertThat(handled(1)).containsExactly("hello");
        assertThat(client.say(2, "again")).isEqualTo(SessionRules.taken(2));
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "Content-Length: 4\r\nTransfer-Encoding: chunked",
        "Transfer-Encoding: chunked\r\nContent-Length: 4",
        "Content-Length: 4\r\nContent-Length: 5",
        "Content-Length: -4",
        "Content-Length: +4",
        "Content-Length: 4x",
        "Content-Length: 99999999999999999999",
        "Content-Length : 4",
        "Transfer-Encoding : chunked",
        "Transfer-Encoding: xchunked",
        "Transfer-Encoding: chunked, identity",
    })
    @Rule("BODY-10")
    @DisplayName("BODY-10 where a body ends by two measures or by none, nothing behind it is a request")
    void ambiguous(String framing) {
        isTheLast(framing, "0\r\n\r\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"x\r\n\r\n", "0x\r\n\r\n", "\r\n\r\n", "0\n\n", "0;\n\r\n\r\n", "1\r\nab\r\n0\r\n\r\n",
        "0\r\n\n", "-0\r\n\r\n", "10000000000000000\r\n\r\n"})
    @Rule("BODY-10")
    @DisplayName("BODY-10 behind chunks that another parser would read in another way nothing is a request")
    void ambiguousChunks(String chunks) {
        isTheLast(CHUNKED, chunks);
    }

    private void isTheLast(String framing, String body) {
        Transport transport = startListening(settings().writeTimeout(Duration.ofSeconds(1)));
        Http1SessionClient client = open(transport);
        Wire wire = connect(transport);
        List<Integer> statuses = new ArrayList<>();
        try {
            post(wire, client, 1, framing, ascii(body + "GET /nowhere HTTP/1.1\r\nHost: localhost\r\n\r\n"));
            while (true) {
                statuses.add(client.answer(wire).status());
            }
        } catch (IOException | RuntimeException e) {
            // The end of the connection.
        } catch (AssertionError e) {
            throw new AssertionError("the connection stays, behind " + statuses, e);
        }
        assertThat(statuses).doesNotContain(404);
    }
}
