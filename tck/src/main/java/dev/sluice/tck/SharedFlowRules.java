package dev.sluice.tck;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.stream.IntStream;

import dev.sluice.Endpoint;
import dev.sluice.Topic;
import dev.sluice.Transport;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Many streams on one connection: none of them blocks or starves another. */
abstract class SharedFlowRules extends SharedChapter {

    SharedFlowRules(TransportFactory factory) {
        super(factory);
    }

    @Test
    @Rule("SHARE-20")
    @DisplayName("SHARE-20 a stream is sent as many messages as its client has given credit for, and no more")
    void credit() {
        Endpoint counting = Endpoint.at("/count").serve(ECHO, stream -> {
            IntStream.range(0, 10).forEach(i -> stream.send("" + i));
            stream.forEach(stream::send);
        }).build();
        SharedClient client = startShared(counting, rooms()).subscribe("/rooms/a", 5).subscribe("/count", 2);
        client.expect("message /count\n0").expect("message /count\n1");
        client.expectEcho("/rooms/a", "nothing in between");
        client.send("credit /count 0\n").send("credit /count 3\n");
        client.expect("message /count\n2").expect("message /count\n3").expect("message /count\n4");
        client.send("credit /count 2147483647\n").send("credit /count 2147483647\n");
        for (int i = 5; i < 10; i++) {
            client.expect("message /count\n" + i);
        }
    }

    @Test
    @Rule("SHARE-21")
    @DisplayName("SHARE-21 of 100 streams 10 have no credit: the other 90 get everything, and one that ends leaves 99")
    void manyOfWhichSomeAreStuck() {
        List<Topic<String>> topics = new ArrayList<>();
        Endpoint.Builder live = Endpoint.at("/live");
        for (int i = 0; i < 100; i++) {
            Topic<String> topic = Topic.create(NEWS);
            topics.add(topic);
            live.share(Endpoint.at("/news/" + i).serve(NEWS, topic).build());
        }
        Transport transport = start(live.build());
        SharedClient client = connectShared(transport);
        client.sendAll(IntStream.range(0, 100).mapToObj(i -> "subscribe /news/" + i + (i % 10 == 0 ? " 0\n" : " 100\n"))
                .toList());
        client.receiveAll(200);
        for (int round = 0; round < 5; round++) {
            String text = "round " + round;
            topics.forEach(topic -> topic.publish(text));
            List<String> frames = client.receiveAll(90);
            assertThat(frames).allMatch(frame -> frame.endsWith("\n" + text))
                    .noneMatch(frame -> frame.matches("message /news/[0-9]*0 (?s).*"));
        }
        client.send("unsubscribe /news/7\n").expect("end /news/7 1000 never\n");
        assertThat(transport.streams()).hasSize(99);
        topics.forEach(topic -> topic.publish("after"));
        assertThat(client.receiveAll(89)).allMatch(frame -> frame.endsWith("\nafter"));
        client.send("credit /news/50 6\n");
        assertThat(client.receiveAll(6)).allMatch(frame -> frame.startsWith("message /news/50 "))
                .last().asString().endsWith("\nafter");
    }

    @Test
    @Rule("SHARE-22")
    @DisplayName("SHARE-22 a handler that does not receive stops its own client by credit, and no other stream")
    void slowHandler() {
        CountDownLatch released = new CountDownLatch(1);
        BlockingQueue<String> received = new LinkedBlockingQueue<>();
        Endpoint slow = Endpoint.at("/slow").serve(ECHO, stream -> {
            released.await();
            stream.forEach(received::add);
        }).build();
        SharedClient client = startShared(config().inboxMessages(4).build(), rooms(), slow).subscribe("/rooms/a", 100);
        client.send("subscribe /slow 0\n").expect("subscribed /slow 4\n");
        IntStream.range(0, 4).forEach(i -> client.send("message /slow\n" + i));
        client.expectEcho("/rooms/a", "still here");
        released.countDown();
        List<String> credits = client.receiveAll(2);
        assertThat(credits).containsOnly("credit /slow 2\n");
        IntStream.range(4, 8).forEach(i -> client.send("message /slow\n" + i));
        assertThat(client.receiveAll(2)).containsOnly("credit /slow 2\n");
        for (int i = 0; i < 8; i++) {
            assertThat(take(received, "message " + i)).isEqualTo("" + i);
        }
    }

    @Test
    @Rule("SHARE-23")
    @DisplayName("SHARE-23 a client that sends more than it has credit for has that stream ended with 1008, and no other")
    void moreThanCredit() {
        Endpoint slow = Endpoint.at("/slow").serve(ECHO, stream -> stay(stream)).build();
        SharedClient client = startShared(config().inboxMessages(4).build(), rooms(), slow).subscribe("/rooms/a", 100);
        client.subscribe("/slow", 0);
        IntStream.range(0, 5).forEach(i -> client.send("message /slow\n" + i));
        client.expect("error /slow 1008 never\nmore messages than the client has credit for");
        client.expectEcho("/rooms/a", "still here");
    }

    @Test
    @Rule("SHARE-24")
    @DisplayName("SHARE-24 streams take turns: one that has much to send does not keep another waiting")
    void turns() {
        CountDownLatch filled = new CountDownLatch(2);
        Endpoint busy = Endpoint.at("/busy/{n}").serve(ECHO, stream -> {
            IntStream.range(0, 200).forEach(i -> stream.send("" + i));
            filled.countDown();
            stay(stream);
        }).build();
        SharedClient client = startShared(busy);
        client.send("subscribe /busy/1 0\n").send("subscribe /busy/2 0\n").receiveAll(2);
        Waiting.until("both are full", () -> filled.getCount() == 0);
        client.sendAll(List.of("credit /busy/1 200\n", "credit /busy/2 200\n"));
        List<String> frames = client.receiveAll(400);
        // The first of them may have gone on alone, until the credit of the other was read.
        int both = frames.indexOf("message /busy/2\n0");
        for (int i = both; i + 1 < Math.min(400 - both, 390); i += 2) {
            assertThat(List.of(target(frames.get(i)), target(frames.get(i + 1))))
                    .containsExactlyInAnyOrder("/busy/1", "/busy/2");
        }
    }

    private static String target(String frame) {
        return frame.substring("message ".length(), frame.indexOf('\n'));
    }

    @Test
    @Rule("SHARE-25")
    @DisplayName("SHARE-25 what waits for all handlers of a connection is bounded: the client meets TCP's backpressure")
    void backlog() {
        CountDownLatch released = new CountDownLatch(1);
        BlockingQueue<Integer> received = new LinkedBlockingQueue<>();
        Endpoint slow = Endpoint.at("/slow/{n}").serve(ECHO, stream -> {
            released.await();
            stream.forEach(message -> received.add(message.length()));
        }).build();
        Observed observed = new Observed();
        SharedClient client = startShared(
                config().maxMessageBytes(100_000).inboxMessages(64).observer(observed).build(), slow);
        client.subscribe("/slow/1", 0).subscribe("/slow/2", 0);
        String large = "x".repeat(90_000);
        List<String> sent = IntStream.range(0, 100).mapToObj(i -> "message /slow/" + (1 + i % 2) + "\n" + large)
                .toList();
        Thread sender = Thread.ofVirtual().start(() -> sent.forEach(client::send));
        long stopped = Waiting.untilStill("what the server has received", observed.receivedBytes::get);
        assertThat(stopped).isGreaterThan(16L * 90_000).isLessThan(16L * 100_000 + (1 << 20));
        released.countDown();
        for (int i = 0; i < 100; i++) {
            assertThat(take(received, "message " + i)).isEqualTo(large.length());
        }
        Waiting.until("all is sent", () -> !sender.isAlive());
    }
}
