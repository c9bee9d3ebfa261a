package dev.sluice.tck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;

import dev.sluice.Channel;
import dev.sluice.Codec;
import dev.sluice.Endpoint;
import dev.sluice.ManualTime;
import dev.sluice.Reply;
import dev.sluice.Transport;
import dev.sluice.TwoWayChannel;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests and their answers, both ways, on a connection of one stream and on one that is shared. */
abstract class RequestRules extends SharedChapter {

    private static final TwoWayChannel<Integer, String> SQUARES = Channel.twoWay("squares",
            Codec.text(String::valueOf, Integer::valueOf), Codec.text());
    private static final Duration LONG = Duration.ofSeconds(60);

    RequestRules(TransportFactory factory) {
        super(factory);
    }

    /** A client of sluice.v1, and how it calls the stream at {@code /ask}. */
    private record Client(SharedClient frames, String target) {

        Client send(String word, String rest, String message) {
            frames.send(word + target + " " + rest + "\n" + message);
            return this;
        }

        Client expect(String word, String rest, String message) {
            frames.expect(word + target + (rest.isEmpty() ? "" : " " + rest) + "\n" + message);
            return this;
        }
    }

    private Client client(boolean shared, Transport transport) {
        return shared
                ? new Client(connectShared(transport).subscribe("/ask", 0), " /ask")
                : new Client(new SharedClient(open(transport, SharedClient.opening(transport.port(), "/ask"))), "");
    }

    private static Endpoint[] both(Endpoint ask) {
        return new Endpoint[]{ask, Endpoint.at("/live").share(ask).build()};
    }

    private static Endpoint squares() {
        return Endpoint.at("/ask").serve(SQUARES, stream -> {
            stream.answer(number -> number < 0
                    ? Reply.failure(4_001, number + " is negative")
                    : Reply.of("" + number * number));
            stream.forEach(number -> stream.send("said " + number));
        }).build();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    @Rule("ASK-1")
    @DisplayName("ASK-1 a client's request gets one answer or one failure, by its id, whatever credit there is")
    void answers(boolean shared) {
        Client client = client(shared, start(both(squares())));
        client.send("request", "1 60000", "7").expect("reply", "1", "49");
        client.send("request", "2 60000", "-7").expect("failure", "2 4001", "-7 is negative");
        client.send("request", "3 60000", "seven").expect("failure", "3 400", "a message that cannot be decoded");
        client.send("request", "9007199254740991 60000", "2").expect("reply", "9007199254740991", "4");
        client.send("request", "1 60000", "3").expect("reply", "1", "9");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    @Rule("ASK-2")
    @DisplayName("ASK-2 an answerer that throws is a failure with 500 that tells nothing, and the stream goes on")
    void failure(boolean shared) {
        Client client = client(shared, start(both(Endpoint.at("/ask").serve(SQUARES, stream -> {
            stream.answer(number -> {
                if (number == 0) {
                    throw new IllegalStateException("inside");
                }
                return Reply.of("fine");
            });
            stay(stream);
        }).build())));
        client.send("request", "1 60000", "0").expect("failure", "1 500", "the server failed");
        client.send("request", "2 60000", "1").expect("reply", "2", "fine");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    @Rule("ASK-3")
    @DisplayName("ASK-3 requests wait for an answerer until the handler receives, and fail with 501 without one")
    void nobody(boolean shared) {
        CountDownLatch asked = new CountDownLatch(1);
        Endpoint late = Endpoint.at("/ask").serve(SQUARES, stream -> {
            asked.await();
            if (stream.opening().query("answer").isPresent()
                    || stream.opening().headers().first("Answer").isPresent()) {
                stream.answer(number -> Reply.of("late"));
            }
            stream.forEach(number -> stream.send("said " + number));
        }).build();
        Transport transport = start(both(late));
        Client silent = client(shared, transport).send("request", "1 60000", "1");
        RawRequest opening = SharedClient.opening(transport.port(), shared ? "/live" : "/ask").set("Answer", "yes");
        SharedClient frames = new SharedClient(open(transport, opening));
        Client answered = shared ? new Client(frames.subscribe("/ask", 0), " /ask") : new Client(frames, "");
        answered.send("request", "1 60000", "1");
        asked.countDown();
        silent.expect("failure", "1 501", "no requests are answered here");
        silent.send("request", "2 60000", "2").expect("failure", "2 501", "no requests are answered here");
        answered.expect("reply", "1", "late");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    @Rule("ASK-4")
    @DisplayName("ASK-4 when the client cancels, the deadline passes or the stream ends, the answerer is interrupted")
    void interrupted(boolean shared) {
        ManualTime time = new ManualTime();
        BlockingQueue<String> ends = new LinkedBlockingQueue<>();
        BlockingQueue<Integer> begun = new LinkedBlockingQueue<>();
        Endpoint slow = Endpoint.at("/ask").serve(SQUARES, stream -> {
            stream.answer(number -> {
                begun.add(number);
                try {
                    new CountDownLatch(1).await();
                } catch (InterruptedException e) {
                    ends.add("interrupted " + number);
                    throw e;
                }
                return Reply.of("never");
            });
            stay(stream);
        }).build();
        Client client = client(shared, start(config().time(time).build(), both(slow)));
        client.send("request", "1 60000", "1");
        take(begun, "the first");
        client.send("cancel", "1", "");
        assertThat(take(ends, "the first end")).isEqualTo("interrupted 1");
        client.send("request", "2 5000", "2");
        take(begun, "the second");
        time.advance(Duration.ofSeconds(5));
        client.expect("failure", "2 408", "no answer in time");
        assertThat(take(ends, "the second end")).isEqualTo("interrupted 2");
        client.send("request", "3 60000", "3");
        take(begun, "the third");
        client.frames().socket().connection().close();
        assertThat(take(ends, "the third end")).isEqualTo("interrupted 3");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    @Rule("ASK-5")
    @DisplayName("ASK-5 64 requests of a client may be under way, the next fails with 429, and one id may be once")
    void most(boolean shared) {
        CountDownLatch released = new CountDownLatch(1);
        Endpoint slow = Endpoint.at("/ask").serve(SQUARES, stream -> {
            stream.answer(number -> {
                released.await();
                return Reply.of("done");
            });
            stay(stream);
        }).build();
        Client client = client(shared, start(both(slow)));
        for (int id = 1; id <= 64; id++) {
            client.send("request", id + " 60000", "1");
        }
        client.send("request", "65 60000", "1").expect("failure", "65 429", "the limit of requests under way is 64");
        released.countDown();
        assertThat(client.frames().receiveAll(64)).doesNotHaveDuplicates()
                .allMatch(frame -> frame.matches("reply" + client.target() + " [0-9]+\ndone"));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    @Rule("ASK-6")
    @DisplayName("ASK-6 the server asks, and gets the answer or the failure that the client gives for this id, once")
    void asks(boolean shared) {
        BlockingQueue<Reply<Integer>> replies = new LinkedBlockingQueue<>();
        Endpoint asking = Endpoint.at("/ask").serve(SQUARES, stream -> {
            for (String question : List.of("one", "two", "three")) {
                replies.add(stream.ask(question, LONG));
            }
            stay(stream);
        }).build();
        Client client = client(shared, start(both(asking)));
        client.expect("request", "1 60000", "one").send("reply", "7", "0").send("reply", "1", "42");
        assertThat(take(replies, "an answer")).isEqualTo(Reply.of(42));
        client.send("reply", "1", "43");
        client.expect("request", "2 60000", "two").send("failure", "2 404", "no such thing");
        assertThat(take(replies, "a failure")).isEqualTo(Reply.failure(404, "no such thing"));
        client.expect("request", "3 60000", "three").frames().socket().connection().close();
        assertThat(take(replies, "the end")).isEqualTo(Reply.failure(503, "the stream has ended"));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    @Rule("ASK-7")
    @DisplayName("ASK-7 the server's request fails with 408 when its deadline passes, and is cancelled when its thread is interrupted")
    void deadline(boolean shared) {
        ManualTime time = new ManualTime();
        BlockingQueue<Object> outcomes = new LinkedBlockingQueue<>();
        BlockingQueue<Thread> threads = new LinkedBlockingQueue<>();
        Endpoint asking = Endpoint.at("/ask").serve(SQUARES, stream -> {
            outcomes.add(stream.ask("one", Duration.ofSeconds(5)));
            threads.add(Thread.currentThread());
            try {
                outcomes.add(stream.ask("two", LONG));
            } catch (CancellationException e) {
                outcomes.add("cancelled " + Thread.interrupted());
            }
            stay(stream);
        }).build();
        Client client = client(shared, start(config().time(time).build(), both(asking)));
        client.expect("request", "1 5000", "one");
        time.advance(Duration.ofSeconds(5));
        assertThat(take(outcomes, "the deadline")).isEqualTo(Reply.failure(408, "no answer in time"));
        client.expect("request", "2 60000", "two");
        take(threads, "the thread").interrupt();
        client.expect("cancel", "2", "");
        assertThat(take(outcomes, "the interrupt")).isEqualTo("cancelled true");
    }

    @Test
    @Rule("ASK-8")
    @DisplayName("ASK-8 a client that speaks no sluice.v1 cannot be asked, and bad arguments are refused")
    void bare() {
        BlockingQueue<Reply<Integer>> replies = new LinkedBlockingQueue<>();
        BlockingQueue<Runnable> tries = new LinkedBlockingQueue<>();
        Transport transport = start(both(Endpoint.at("/ask").serve(SQUARES, stream -> {
            tries.add(() -> stream.ask("one", Duration.ZERO));
            tries.add(() -> stream.ask("one", Duration.ofDays(366)));
            replies.add(stream.ask("one", LONG));
            stay(stream);
        }).build()));
        open(transport, "/ask");
        assertThat(take(replies, "a failure")).isEqualTo(Reply.failure(501, "this client cannot be asked"));
        client(true, transport);
        List<Runnable> all = new ArrayList<>(tries);
        assertThatIllegalArgumentException().isThrownBy(() -> new Reply.Failure<>(600, ""));
        Waiting.until("both streams are there", () -> tries.size() == 4);
        all.addAll(tries);
        for (Runnable shared : all.subList(all.size() - 2, all.size())) {
            assertThatIllegalArgumentException().isThrownBy(shared::run).withMessageContaining("the deadline is");
        }
    }

    @Test
    @Rule("ASK-9")
    @DisplayName("ASK-9 an id that is under way already ends the stream, and a request on a one-way channel too")
    void misused() {
        Endpoint slow = Endpoint.at("/ask").serve(SQUARES, stream -> stay(stream)).build();
        Endpoint news = Endpoint.at("/news").serve(NEWS, stream -> stay(stream)).build();
        SharedClient client = startShared(slow, news, rooms()).subscribe("/ask", 0).subscribe("/news", 0)
                .subscribe("/rooms/a", 5);
        client.send("request /ask 1 60000\n1").send("request /ask 1 60000\n1");
        client.expect("error /ask 1002 never\na request's id that is under way");
        client.send("request /news 1 60000\n1").expect("error /news 1003 never\nthis channel is one-way");
        client.socket().send(Frame.binary("request /rooms/a 1 60000\n1".getBytes(StandardCharsets.US_ASCII)));
        client.expect("error /rooms/a 1003 never\nthis channel takes text");
    }
}
