package dev.sluice.tck;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import dev.sluice.Admission;
import dev.sluice.Close;
import dev.sluice.Close.Cause;
import dev.sluice.Endpoint;
import dev.sluice.Topic;
import dev.sluice.Topics;
import dev.sluice.Transport;
import dev.sluice.TransportConfigBuilder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.ArgumentsProvider;
import org.junit.jupiter.params.provider.ArgumentsSource;
import org.junit.jupiter.params.support.ParameterDeclarations;

/** One handler of a chat, untouched, whatever carries its streams. */
abstract class CarrierRules extends WireChapter {

    /** What carries a stream. */
    enum Way {
        BARE(false), SHARED(false), SESSION(true), SHARED_SESSION(true);

        final boolean onHttp2;

        Way(boolean onHttp2) {
            this.onHttp2 = onHttp2;
        }
    }

    /** The ways of the chapter that runs. */
    static final class Ways implements ArgumentsProvider {

        @Override
        public Stream<Arguments> provideArguments(ParameterDeclarations parameters, ExtensionContext context) {
            boolean http2 = Http2CarrierRules.class.isAssignableFrom(context.getRequiredTestClass());
            return Stream.of(Way.values()).filter(way -> way.onHttp2 || !http2).map(Arguments::of);
        }
    }

    private static final String LOBBY = "/chat/lobby?name=";

    private final BlockingQueue<Close> closes = new LinkedBlockingQueue<>();
    private final List<SessionClient> sessions = new CopyOnWriteArrayList<>();
    private final CountDownLatch released = new CountDownLatch(1);

    CarrierRules(TransportFactory factory) {
        super(factory);
    }

    /** Those who sit in the same room. */
    List<Way> others() {
        return List.of(Way.values());
    }

    /** A configuration to change. */
    TransportConfigBuilder settings() {
        return config();
    }

    SessionClient newSession(int port, String path) {
        return new Http1SessionClient(port, path);
    }

    /** The handler, which knows nothing of ways. */
    private Endpoint chat() {
        Topics<String, String> rooms = Topics.of(TEXT);
        return Endpoint.at("/chat/{room}").admit(opening -> Admission.admittedAs(opening.query("name").orElse("-")))
                .serve(TEXT, me -> {
                    me.whenClosed().thenAccept(closes::add);
                    String name = me.opening().principal().orElseThrow();
                    Topic<String> room = rooms.get(me.opening().path("room"));
                    try (Topic.Seat seat = room.join(me)) {
                        me.send("welcome " + name);
                        for (String message : me) {
                            switch (message) {
                                case "/quit" -> me.close(4_000, "you said so");
                                case "/sleep" -> released.await();
                                case "/fail" -> throw new IllegalStateException("inside");
                                default -> room.publish(name + ": " + message);
                            }
                        }
                    }
                }).build();
    }

    private Transport startChat(TransportConfigBuilder settings) {
        Endpoint chat = chat();
        return start(settings.build(), chat, Endpoint.at("/live").share(chat).build());
    }

    private ChatClient client(Way way, Transport transport, String name) {
        int port = transport.port();
        ChatClient client = switch (way) {
            case BARE -> new ChatClient.Bare(open(transport, LOBBY + name));
            case SHARED -> begun(new FramesChatClient.OnWebSocket(
                    open(transport, SharedClient.opening(port, "/live")), LOBBY + name));
            case SESSION -> begun(new FramesChatClient.OnSession(session(port, LOBBY + name), ""));
            case SHARED_SESSION -> begun(new FramesChatClient.OnSession(session(port, "/live"), LOBBY + name));
        };
        assertThat(client.hear()).isEqualTo("welcome " + name);
        return client;
    }

    private SessionClient session(int port, String path) {
        SessionClient session = newSession(port, path);
        sessions.add(session);
        return session;
    }

    private static FramesChatClient begun(FramesChatClient client) {
        client.begin();
        return client;
    }

    @ParameterizedTest
    @ArgumentsSource(Ways.class)
    @Rule("CARRY-1")
    @DisplayName("CARRY-1 whatever carries it, what the client says is handled once and in order, and so is the answer")
    void order(Way way) {
        ChatClient ann = client(way, startChat(settings()), "ann");
        List<String> heard = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            ann.say("n" + i);
            if (i % 20 == 19) {
                IntStream.range(0, 20).forEach(n -> heard.add(ann.hear()));
            }
        }
        assertThat(heard).isEqualTo(IntStream.range(0, 200).mapToObj(i -> "ann: n" + i).toList());
        for (String text : List.of("", "\u00fc\u20ac\ud83d\ude00", "two\nlines\n", "message /chat/lobby\nx",
                "x".repeat(70_000))) {
            ann.say(text);
            assertThat(ann.hear()).isEqualTo("ann: " + text);
        }
    }

    @ParameterizedTest
    @ArgumentsSource(Ways.class)
    @Rule("CARRY-2")
    @DisplayName("CARRY-2 clients that are carried in different ways hear each other in one room")
    void mixed(Way way) {
        Transport transport = startChat(settings());
        ChatClient ann = client(way, transport, "ann");
        List<ChatClient> others = others().stream().map(other -> client(other, transport, "bob")).toList();
        ann.say("hello");
        others.forEach(other -> assertThat(other.hear()).isEqualTo("ann: hello"));
        assertThat(ann.hear()).isEqualTo("ann: hello");
        for (ChatClient other : others) {
            other.say("hi");
            assertThat(ann.hear()).isEqualTo("bob: hi");
        }
    }

    @ParameterizedTest
    @ArgumentsSource(Ways.class)
    @Rule("CARRY-3")
    @DisplayName("CARRY-3 a client that leaves says why, and the handler's loop ends")
    void leaves(Way way) {
        ChatClient ann = client(way, startChat(settings()), "ann");
        ann.leave(4_001, "lunch");
        assertThat(take(closes, "an end")).isEqualTo(new Close(Cause.PEER_CLOSED, 4_001, "lunch"));
    }

    @ParameterizedTest
    @ArgumentsSource(Ways.class)
    @Rule("CARRY-4")
    @DisplayName("CARRY-4 a client is told of the end, with its code, whether the handler closes or fails")
    void ends(Way way) {
        Transport transport = startChat(settings());
        ChatClient ann = client(way, transport, "ann");
        ann.say("/quit");
        assertThat(ann.ended()).isEqualTo(4_000);
        assertThat(take(closes, "an end")).isEqualTo(new Close(Cause.COMPLETED, 4_000, "you said so"));
        ChatClient bob = client(way, transport, "bob");
        bob.say("/fail");
        assertThat(bob.ended()).isEqualTo(1_011);
        assertThat(take(closes, "an end").cause()).isEqualTo(Cause.HANDLER_FAILED);
    }

    @ParameterizedTest
    @ArgumentsSource(Ways.class)
    @Rule("CARRY-5")
    @DisplayName("CARRY-5 a client that is cut off is lost, at the latest after the grace time of a session")
    void lost(Way way) {
        Transport transport = startChat(
                settings().sessionGrace(Duration.ofMillis(200)).heartbeat(Duration.ofMillis(200)));
        ChatClient ann = client(way, transport, "ann");
        ann.cut();
        assertThat(take(closes, "an end").cause()).isEqualTo(Cause.LOST);
        Waiting.until("nothing is left", () -> transport.streamCount() == 0);
    }

    @ParameterizedTest
    @ArgumentsSource(Ways.class)
    @Rule("CARRY-6")
    @DisplayName("CARRY-6 a handler that does not receive slows its client down, and nothing is lost")
    void behind(Way way) {
        Transport transport = startChat(settings().inboxMessages(4).heartbeat(Duration.ofMillis(100)));
        ChatClient ann = client(way, transport, "ann");
        BlockingQueue<String> heard = new LinkedBlockingQueue<>();
        ann.say("/sleep");
        Thread sender = Thread.ofVirtual().start(() -> {
            IntStream.range(0, 40).forEach(i -> ann.say("n" + i));
            IntStream.range(0, 40).forEach(i -> heard.add(ann.hear()));
        });
        Waiting.rest();
        released.countDown();
        for (int i = 0; i < 40; i++) {
            assertThat(take(heard, "message " + i)).isEqualTo("ann: n" + i);
        }
        assertThat(sender).isNotNull();
    }

    @ParameterizedTest
    @ArgumentsSource(Ways.class)
    @Rule("CARRY-7")
    @DisplayName("CARRY-7 when the server closes, the client is told 1001")
    void shutdown(Way way) {
        Transport transport = startChat(settings());
        ChatClient ann = client(way, transport, "ann");
        Thread closing = Thread.ofVirtual().start(transport::close);
        assertThat(ann.ended()).isEqualTo(1_001);
        ann.cut();
        assertThat(take(closes, "an end").cause()).isEqualTo(Cause.SHUTDOWN);
        assertThat(closing).isNotNull();
    }

    @AfterEach
    final void closeSessions() {
        released.countDown();
        sessions.forEach(SessionClient::close);
        sessions.clear();
    }
}
