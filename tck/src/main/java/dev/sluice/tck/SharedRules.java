package dev.sluice.tck;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.stream.IntStream;

import dev.sluice.Admission;
import dev.sluice.Compression;
import dev.sluice.Endpoint;
import dev.sluice.Opening;
import dev.sluice.Topic;
import dev.sluice.Transport;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Many streams on one connection: how they open. */
abstract class SharedRules extends SharedChapter {

    SharedRules(TransportFactory factory) {
        super(factory);
    }

    @Test
    @Rule("SHARE-1")
    @DisplayName("SHARE-1 a shared endpoint is opened by the sub-protocol sluice.v1 alone, else status 400 says so")
    void subprotocol() {
        Transport transport = start(Endpoint.at("/live").share(rooms()).build());
        RawResponse refusal = answer(transport, RawRequest.handshake(transport.port(), "/live"));
        assertThat(refusal.status()).isEqualTo(400);
        assertThat(refusal.body()).contains("sluice.v1");
        assertThat(connectShared(transport).socket().handshake().headers().all("Sec-WebSocket-Protocol"))
                .containsExactly("sluice.v1");
    }

    @Test
    @Rule("SHARE-2")
    @DisplayName("SHARE-2 a subscription is a stream with an opening of its own, which the handler cannot tell from another")
    void openings() {
        BlockingQueue<Opening> openings = new LinkedBlockingQueue<>();
        Endpoint room = Endpoint.at("/rooms/{room}").serve(ECHO, stream -> {
            openings.add(stream.opening());
            stream.forEach(stream::send);
        }).build();
        Transport transport = start(
                Endpoint.at("/live/{user}").admit(opening -> Admission.admittedAs("ann")).share(room)
                        .build());
        SharedClient client = new SharedClient(
                open(transport, SharedClient.opening(transport.port(), "/live/7?x=outer")));
        client.send("subscribe /rooms/caf%C3%A9?x=inner&y=%20 5 4f0q-17\n");
        client.expect("subscribed /rooms/caf%C3%A9?x=inner&y=%20 64\n");
        Opening opening = take(openings, "the opening");
        assertThat(opening.pathTemplate()).isEqualTo("/rooms/{room}");
        assertThat(opening.path()).isEqualTo("/rooms/caf%C3%A9");
        assertThat(opening.path("room")).isEqualTo("caf\u00e9");
        assertThat(opening.path("user")).isEqualTo("7");
        assertThat(opening.query("x")).contains("inner");
        assertThat(opening.query("y")).contains(" ");
        assertThat(opening.lastEventId()).contains("4f0q-17");
        assertThat(opening.principal()).contains("ann");
        assertThat(opening.headers().first("Upgrade")).isPresent();
        client.expectEcho("/rooms/caf%C3%A9?x=inner&y=%20", "hello");
    }

    @Test
    @Rule("SHARE-3")
    @DisplayName("SHARE-3 a subscription is admitted by the gate of its endpoint, and one that is refused touches no other")
    void gates() {
        CountDownLatch decided = new CountDownLatch(1);
        Endpoint secret = Endpoint.at("/secret").admit(opening -> Admission.refused(403, "not for you"))
                .serve(ECHO, stream -> stream.forEach(stream::send)).build();
        Endpoint broken = Endpoint.at("/broken").admit(opening -> {
            throw new IllegalStateException("inside");
        }).serve(ECHO, stream -> stream.forEach(stream::send)).build();
        Endpoint slow = Endpoint.at("/slow").admit(opening -> {
            decided.await();
            return Admission.admitted();
        }).serve(ECHO, stream -> stream.forEach(stream::send)).build();
        SharedClient client = startShared(rooms(), secret, broken, slow).subscribe("/rooms/a", 5);
        client.send("subscribe /slow 5\n");
        client.send("subscribe /secret 5\n").expect("error /secret 403 never\nnot for you");
        client.send("subscribe /broken 5\n").expect("error /broken 500 never\nthe server failed");
        client.send("subscribe /nowhere 5\n").expect("error /nowhere 404 never\nnothing is at this path");
        client.expectEcho("/rooms/a", "still here");
        decided.countDown();
        client.expect("subscribed /slow 64\n");
    }

    @Test
    @Rule("SHARE-4")
    @DisplayName("SHARE-4 a connection has up to maxSubscriptions streams, and the next one is refused with 429")
    void most() {
        SharedClient client = startShared(config().maxSubscriptions(3).build(), rooms());
        client.subscribe("/rooms/a", 1).subscribe("/rooms/b", 1).subscribe("/rooms/c", 1);
        client.send("subscribe /rooms/d 1\n").expectMatch("error /rooms/d 429 never\n.* limit is 3");
        client.send("unsubscribe /rooms/b\n").expect("end /rooms/b 1000 never\n");
        client.subscribe("/rooms/d", 1).expectEcho("/rooms/d", "in");
    }

    @Test
    @Rule("SHARE-4")
    @DisplayName("SHARE-4 a client that takes back what it asked for while gates are busy gets no more than that under way")
    void mostUnderWay() {
        CountDownLatch decided = new CountDownLatch(1);
        Endpoint slow = Endpoint.at("/slow/{n}").admit(opening -> {
            decided.await();
            return Admission.admitted();
        }).serve(ECHO, stream -> stream.forEach(stream::send)).build();
        SharedClient client = startShared(config().maxSubscriptions(2).build(), slow);
        for (String target : List.of("/slow/1", "/slow/2")) {
            client.send("subscribe " + target + " 1\n").send("unsubscribe " + target + "\n");
            client.expect("end " + target + " 1000 never\n");
        }
        client.send("subscribe /slow/3 1\n").expectMatch("error /slow/3 429 never\n.*");
        decided.countDown();
    }

    @ParameterizedTest
    @ValueSource(strings = {"subscribe /rooms/a 5\n", "hello", "massage /rooms/a\nhello", "message\nhello",
        "message rooms/a\nhello", "subscribe /rooms/b\n", "subscribe /rooms/b -1\n", "subscribe /rooms/b 5 x y\n",
        "subscribe /rooms/b 5\nx", "unsubscribe /rooms/a 1\n", "credit /rooms/a\n", "credit /rooms/a 2147483648\n",
        "end /rooms/a\n", "end /rooms/a 999\n", "end /rooms/a 1006\n", "subscribed /rooms/a 5\n", "goodbye 5\n", ""})
    @Rule("SHARE-5")
    @DisplayName("SHARE-5 what is no frame, or subscribes twice to one target, ends the connection with 1002")
    void malformed(String frame) {
        SharedClient client = startShared(rooms()).subscribe("/rooms/a", 5).expectEcho("/rooms/a", "good");
        client.send(frame);
        String reason = client.socket().awaitClose(1002);
        assertThat(reason).matches("not a frame of sluice.v1: .+|a target that is subscribed already");
    }

    @Test
    @Rule("SHARE-6")
    @DisplayName("SHARE-6 members of a topic by one target get the same frame, in order, behind the cursor that they claim")
    void topics() {
        Topic<String> topic = Topic.of(NEWS).history(3).create();
        Transport transport = start(
                Endpoint.at("/live").serve(NEWS, topic).serve(ECHO, stream -> stay(stream)).build());
        SharedClient one = connectShared(transport).subscribe("/news", 100);
        String begin = one.expectMatch("begin /news [0-9a-z]+-0\n");
        SharedClient other = connectShared(transport).subscribe("/news", 100);
        other.expect(begin);
        IntStream.rangeClosed(1, 5).forEach(i -> topic.publish("n" + i));
        List<String> frames = one.receiveAll(5);
        assertThat(frames).allMatch(frame -> frame.matches("(?s)message /news [0-9a-z]+-[1-5]\nn[1-5]"))
                .isEqualTo(other.receiveAll(5));
        String epoch = begin.substring("begin /news ".length(), begin.lastIndexOf('-'));
        one.send("unsubscribe /news\n").expect("end /news 1000 never\n");
        one.send("subscribe /news 100 " + epoch + "-3\n").expect("subscribed /news 0\n");
        one.expect("resumed /news " + epoch + "-3\n").expect(frames.get(3)).expect(frames.get(4));
        other.send("unsubscribe /news\n").expect("end /news 1000 never\n");
        other.send("subscribe /news 100 " + epoch + "-0\n").expect("subscribed /news 0\n");
        other.expect("gap /news " + epoch + "-2 2\n").expect(frames.get(2));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    @Rule("SHARE-7")
    @DisplayName("SHARE-7 frames are compressed where that was agreed on")
    void compression(boolean takeover) {
        String message = "all the same ".repeat(100);
        Transport transport = start(config().compression(new Compression(64, takeover)).build(),
                Endpoint.at("/live").share(rooms()).build());
        WebSocketClient socket = open(transport, SharedClient.opening(transport.port(), "/live")
                .set("Sec-WebSocket-Extensions", "permessage-deflate"));
        SharedClient client = new SharedClient(socket).subscribe("/rooms/a", 5);
        client.send("message /rooms/a\n" + message);
        Frame frame = socket.receiveAny("the echo");
        assertThat(frame.isCompressed()).isTrue();
        try (Deflate deflate = Deflate.takeover()) {
            assertThat(deflate.inflate(frame)).asString(StandardCharsets.UTF_8)
                    .isEqualTo("message /rooms/a\n" + message);
        }
    }

    @Test
    @Rule("SHARE-8")
    @DisplayName("SHARE-8 each of the streams is told to observers and listed, and the connection is not")
    void observers() {
        Observed observed = new Observed();
        Transport transport = start(config().observer(observed).build(), Endpoint.at("/live").share(rooms()).build());
        SharedClient client = connectShared(transport);
        Waiting.until("the connection is open", () -> transport.streamCount() == 1);
        assertThat(transport.streams()).isEmpty();
        List<String> rooms = new ArrayList<>(List.of("/rooms/a", "/rooms/b"));
        rooms.forEach(room -> client.subscribe(room, 5).expectEcho(room, "hello"));
        assertThat(transport.streams()).extracting(stream -> stream.opening().path())
                .containsExactlyInAnyOrderElementsOf(rooms);
        client.send("unsubscribe /rooms/a\n").expect("end /rooms/a 1000 never\n");
        Waiting.until("its end is told", () -> observed.closed.size() == 1);
        assertThat(transport.streams()).extracting(stream -> stream.opening().path()).containsExactly("/rooms/b");
    }
}
