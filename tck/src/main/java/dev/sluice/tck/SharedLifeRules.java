package dev.sluice.tck;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;

import dev.sluice.Channel;
import dev.sluice.Close;
import dev.sluice.Close.Cause;
import dev.sluice.Codec;
import dev.sluice.Endpoint;
import dev.sluice.Topic;
import dev.sluice.Transport;
import dev.sluice.TwoWayChannel;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Many streams on one connection: how they end. */
abstract class SharedLifeRules extends SharedChapter {

    private static final TwoWayChannel<Integer, Integer> NUMBERS = Channel.twoWay("numbers",
            Codec.text(String::valueOf, Integer::valueOf), Codec.text(String::valueOf, Integer::valueOf));

    SharedLifeRules(TransportFactory factory) {
        super(factory);
    }

    @Test
    @Rule("SHARE-10")
    @DisplayName("SHARE-10 a stream that its handler ends is told so behind all that was sent, and the others go on")
    void endedByHandler() {
        Endpoint brief = Endpoint.at("/brief").serve(ECHO, stream -> {
            stream.send("one");
            stream.send("two");
        }).build();
        Endpoint coded = Endpoint.at("/coded").serve(ECHO, stream -> stream.close(4_001, "enough")).build();
        Endpoint broken = Endpoint.at("/broken").serve(ECHO, stream -> {
            throw new IllegalStateException("inside");
        }).build();
        SharedClient client = startShared(rooms(), brief, coded, broken).subscribe("/rooms/a", 5);
        client.subscribe("/brief", 5).expect("message /brief\none").expect("message /brief\ntwo")
                .expect("end /brief 1000 never\n");
        client.subscribe("/coded", 5).expect("end /coded 4001 never\nenough");
        client.subscribe("/broken", 5).expectMatch("error /broken 1011 [0-9]+\nthe server failed");
        client.subscribe("/brief", 1).expect("message /brief\none");
        client.send("credit /brief 1\n").expect("message /brief\ntwo").expect("end /brief 1000 never\n");
        client.expectEcho("/rooms/a", "still here");
    }

    @Test
    @Rule("SHARE-11")
    @DisplayName("SHARE-11 a client ends a stream by unsubscribe or end, which is answered once, and the others go on")
    void endedByClient() {
        BlockingQueue<Close> closes = new LinkedBlockingQueue<>();
        Endpoint talk = Endpoint.at("/talk").serve(ECHO, stream -> {
            stream.whenClosed().thenAccept(closes::add);
            stream.forEach(stream::send);
        }).build();
        SharedClient client = startShared(rooms(), talk).subscribe("/rooms/a", 5);
        client.subscribe("/talk", 5).send("unsubscribe /talk\n").expect("end /talk 1000 never\n");
        assertThat(take(closes, "the first end")).isEqualTo(new Close(Cause.PEER_CLOSED, 1_000, ""));
        client.subscribe("/talk", 5).send("end /talk 4002\nlunch").expect("end /talk 4002 never\n");
        assertThat(take(closes, "the second end")).isEqualTo(new Close(Cause.PEER_CLOSED, 4_002, "lunch"));
        client.send("unsubscribe /talk\n").send("message /talk\nlate").send("credit /talk 5\n")
                .send("end /talk 1000\n");
        client.expectEcho("/rooms/a", "still here");
        assertThat(closes).isEmpty();
    }

    @Test
    @Rule("SHARE-12")
    @DisplayName("SHARE-12 a target is free again at once, and nothing of the older stream comes behind its end")
    void again() {
        Endpoint flood = Endpoint.at("/flood").serve(ECHO, stream -> {
            for (int i = 0; stream.isOpen(); i++) {
                stream.send(stream.opening().lastEventId().orElseThrow() + " " + i);
            }
        }).build();
        SharedClient client = startShared(flood);
        for (int i = 0; i < 50; i++) {
            String mine = "message /flood\nv" + i + " ";
            client.send("subscribe /flood 100 v" + i + "\n").expectMatch("subscribed /flood 64\n");
            client.expectMatch(mine + "0");
            client.send("unsubscribe /flood\n");
            List<String> rest = client.receiveUntil("the end", frame -> frame.startsWith("end "));
            assertThat(rest.subList(0, rest.size() - 1)).allMatch(frame -> frame.startsWith(mine));
        }
    }

    @Test
    @Rule("SHARE-13")
    @DisplayName("SHARE-13 what is wrong with one stream ends that stream alone")
    void refused() {
        Endpoint numbers = Endpoint.at("/numbers").serve(NUMBERS, stream -> stream.forEach(stream::send)).build();
        Endpoint news = Endpoint.at("/news").serve(NEWS, stream -> stay(stream)).build();
        SharedClient client = startShared(rooms(), numbers, news).subscribe("/rooms/a", 5);
        client.subscribe("/numbers", 5).send("message /numbers\nseven");
        client.expectMatch("error /numbers 1007 never\n.*");
        client.subscribe("/numbers", 5).socket()
                .send(Frame.binary("message /numbers\n7".getBytes(StandardCharsets.US_ASCII)));
        client.expectMatch("error /numbers 1003 never\nthis channel takes text");
        client.subscribe("/news", 5).send("message /news\nhello");
        client.expectMatch("error /news 1008 never\n.*credit.*");
        client.expectEcho("/rooms/a", "still here");
    }

    @Test
    @Rule("SHARE-14")
    @DisplayName("SHARE-14 a stream whose client is behind ends with 1013 and says when to come back")
    void behind() {
        Topic<String> topic = Topic.create(NEWS);
        SharedClient client = startShared(config().outboxMessages(8).build(), rooms(),
                Endpoint.at("/news").serve(NEWS, topic).build());
        client.subscribe("/rooms/a", 5).subscribe("/news", 0).expectMatch("begin /news .*");
        for (int i = 0; i < 9; i++) {
            topic.publish("n" + i);
        }
        client.expectMatch("error /news 1013 [0-9]+\nthe client is behind");
        client.expectEcho("/rooms/a", "still here");
    }

    @Test
    @Rule("SHARE-15")
    @DisplayName("SHARE-15 when the server closes, what was sent goes out, each stream ends, and a goodbye says when to return")
    void shutdown() {
        BlockingQueue<Close> closes = new LinkedBlockingQueue<>();
        Endpoint talk = Endpoint.at("/talk/{n}").serve(ECHO, stream -> {
            stream.whenClosed().thenAccept(closes::add);
            stream.send("one");
            stream.send("two");
            stay(stream);
        }).build();
        Transport transport = start(config().sseRetry(Duration.ofSeconds(2)).build(),
                Endpoint.at("/live").share(talk).build());
        SharedClient client = connectShared(transport).subscribe("/talk/1", 1).expect("message /talk/1\none");
        client.subscribe("/talk/2", 5).expect("message /talk/2\none").expect("message /talk/2\ntwo");
        CompletableFuture<Void> closing = CompletableFuture.runAsync(transport::close);
        List<String> frames = client.receiveUntil("a goodbye", frame -> frame.startsWith("goodbye "));
        assertThat(frames.get(frames.size() - 1)).matches("goodbye [2-4][0-9]{3}\n");
        assertThat(frames.subList(0, frames.size() - 1)).hasSize(2)
                .allMatch(frame -> frame.matches("end /talk/[12] 1001 [2-4][0-9]{3}\nthe server is closing"))
                .doesNotHaveDuplicates();
        client.socket().send(Frame.close(1001, "")).expectClose(1001);
        closing.join();
        assertThat(List.of(take(closes, "an end"), take(closes, "an end"))).extracting(Close::cause)
                .containsOnly(Cause.SHUTDOWN);
    }

    @Test
    @Rule("SHARE-16")
    @DisplayName("SHARE-16 when the connection is gone each of its streams has ended once, with the reason that the connection has")
    void lost() {
        Observed observed = new Observed();
        Transport transport = start(config().observer(observed).build(), Endpoint.at("/live").share(rooms()).build());
        SharedClient client = connectShared(transport).subscribe("/rooms/a", 5).subscribe("/rooms/b", 5);
        client.socket().connection().reset();
        Waiting.until("both have ended", () -> observed.closed.size() == 2);
        assertThat(observed.closed).extracting(end -> end.close().cause()).containsOnly(Cause.LOST);
        SharedClient other = connectShared(transport).subscribe("/rooms/c", 5);
        other.socket().send(Frame.close(4_003, "bye")).expectClose(4_003);
        Waiting.until("all have ended", () -> observed.closed.size() == 3);
        assertThat(observed.closed).last().extracting(Observed.End::close)
                .isEqualTo(new Close(Cause.PEER_CLOSED, 4_003, "bye"));
        Waiting.until("nobody is there", () -> transport.streamCount() == 0 && transport.streams().isEmpty());
    }
}
