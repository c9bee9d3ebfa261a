package dev.sluice.tck;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import dev.sluice.Admission;
import dev.sluice.Close.Cause;
import dev.sluice.Endpoint;
import dev.sluice.ManualTime;
import dev.sluice.OneWayStream;
import dev.sluice.Overflow;
import dev.sluice.Protocol;
import dev.sluice.Topic;
import dev.sluice.Transport;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What observers are told, and what {@code transport.streams()} shows. */
abstract class ObserverRules extends Chapter {

    private static final String FILLER = "x".repeat(60_000);
    private static final Duration MAX_AGE = Duration.ofHours(2);

    private final Observed observed = new Observed();
    private final Guests<OneWayStream<String>> guests = new Guests<>();

    ObserverRules(TransportFactory factory) {
        super(factory);
    }

    private static Peer open(Protocol protocol, Transport transport) {
        return Peer.open(protocol, transport.port(), Served.LINES_PATH, 4_096);
    }

    @ParameterizedTest
    @EnumSource
    @Rule("OBS-1")
    @DisplayName("OBS-1 every stream is told of once when it opens and once when it ends, with its Close, whatever ends it")
    void openedAndClosed(Cause cause) {
        for (Protocol protocol : Protocol.values()) {
            if (protocol == Protocol.WEB_SOCKET || (cause != Cause.REFUSED && cause != Cause.PEER_CLOSED)) {
                openedAndClosed(cause, protocol);
            }
        }
    }

    @Test
    @Rule("OBS-1")
    @Needs(Capability.IDLE_END)
    @DisplayName("OBS-1 a stream of SSE that its client closes is told of once, too")
    void closedByClient() {
        openedAndClosed(Cause.PEER_CLOSED, Protocol.SSE);
    }

    private void openedAndClosed(Cause cause, Protocol protocol) {
        ManualTime time = new ManualTime();
        CompletableFuture<Void> failure = new CompletableFuture<>();
        Transport transport = start(config().time(time).maxAge(MAX_AGE).outboxMessages(4).observer(observed).build(),
                Served.lines(stream -> {
                    CompletableFuture<?> closed = stream.whenClosed().toCompletableFuture();
                    Thread.startVirtualThread(() -> guests.serve(stream));
                    CompletableFuture.anyOf(closed, failure).join();
                }));
        try (Peer peer = open(protocol, transport)) {
            OneWayStream<String> stream = guests.next();
            assertThat(observed.opened).containsOnlyOnce(stream);
            assertThat(observed.endsOf(stream)).isEmpty();
            switch (cause) {
                case COMPLETED -> stream.close(4_000, "done");
                case PEER_CLOSED -> sayGoodbye(peer);
                case LOST -> {
                    peer.wire().reset();
                    Waiting.until("a write fails", () -> !stream.offer("anybody there?"));
                }
                case TIMED_OUT -> {
                    fill(stream);
                    // Again and again: a busy machine may have written a little more only now.
                    Waiting.until("the stream times out", () -> {
                        stream.offer(FILLER);
                        time.advance(transportWriteTimeout());
                        return !stream.isOpen();
                    });
                }
                case BEHIND -> {
                    fill(stream);
                    Topic<String> topic = Topic.create(Served.LINES);
                    topic.join(stream);
                    IntStream.range(0, 100).forEach(i -> topic.publish(FILLER));
                }
                case REFUSED -> ((WebSocketPeer) peer).send("nobody listens");
                case HANDLER_FAILED -> failure.completeExceptionally(new IllegalStateException("on purpose"));
                case ROTATED -> time.advance(MAX_AGE);
                case SHUTDOWN -> {
                    CompletableFuture<Void> closing = Waiting.runAside(transport::close);
                    peer.rest();
                    Waiting.get(closing, "close() returns");
                }
            }
            assertThat(Guests.closeOf(stream).cause()).isEqualTo(cause);
            assertThat(observed.endsOf(stream)).containsExactly(Guests.closeOf(stream));
            peer.close();
            transport.close();
            assertThat(observed.endsOf(stream)).containsExactly(Guests.closeOf(stream));
            assertThat(observed.opened).containsOnlyOnce(stream);
        }
    }

    private static Duration transportWriteTimeout() {
        return config().build().timing().writeTimeout();
    }

    private static void sayGoodbye(Peer peer) {
        if (peer instanceof WebSocketPeer socket) {
            socket.sendClose(4_001, "bye");
        } else {
            peer.wire().fin();
        }
    }

    /** Until the outbox is full, and what the system buffers too. */
    private static void fill(OneWayStream<String> stream) {
        AtomicLong taken = new AtomicLong();
        Waiting.untilStill("filling the outbox", () -> {
            while (stream.offer(FILLER)) {
                taken.incrementAndGet();
            }
            return taken.get();
        });
    }

    @Test
    @Rule("OBS-2")
    @DisplayName("OBS-2 every refused opening of an endpoint is told with its status, and as nothing else")
    void refused() {
        Endpoint guarded = Endpoint.at("/guarded/{how}").admit(opening -> switch (opening.path("how")) {
            case "forbidden" -> Admission.refused(403, "no");
            case "failing" -> throw new IllegalStateException("on purpose");
            default -> Admission.admitted();
        }).serve(Served.LINES, guests).build();
        Transport transport = start(config().observer(observed).build(), guarded,
                Endpoint.at(Served.TALK_PATH).over(Protocol.WEB_SOCKET).serve(Served.TALK, stream -> {}).build());
        ask(transport, "/guarded/forbidden", 403);
        ask(transport, "/guarded/failing", 500);
        ask(transport, "/guarded/x", 406, "Accept: text/html");
        ask(transport, Served.TALK_PATH, 426);
        ask(transport, "/nobody", 404);
        assertThat(observed.refused).containsExactly("/guarded/{how} 403", "/guarded/{how} 500", "/guarded/{how} 406",
                Served.TALK_PATH + " 426");
        assertThat(observed.opened).isEmpty();
        assertThat(observed.closed).isEmpty();
    }

    private static void ask(Transport transport, String path, int status, String... headers) {
        try (SseClient client = SseClient.ask(Wire.to(transport.port()), path, headers)) {
            assertThat(client.status()).isEqualTo(status);
        }
    }

    @Test
    @Rule("OBS-3")
    @DisplayName("OBS-3 every message from and to a client is counted once, with its bytes, and nothing else is")
    void counts() {
        Transport transport = start(config().heartbeat(Duration.ofMillis(50)).observer(observed).build(),
                Served.talk(stream -> stream.forEach(stream::send)),
                Served.lines(stream -> stream.send("two\nlines")));
        int messages = 300;
        long payload = 0;
        long wire = 0;
        try (WebSocketPeer peer = WebSocketPeer.open(transport.port(), Served.TALK_PATH)) {
            for (int i = 0; i < messages; i++) {
                String message = "x".repeat(i);
                payload += i;
                wire += i + (i < 126 ? 2 : 4);
                peer.send(message);
                assertThat(peer.next()).isEqualTo(message);
            }
            peer.awaitPing();
            peer.awaitPong();
            untilCounted(messages, messages);
            assertThat(observed.receivedBytes).hasValue(payload);
            assertThat(observed.sentBytes).hasValue(wire);
        }
        try (Peer peer = Peer.open(Protocol.SSE, transport.port(), Served.LINES_PATH)) {
            assertThat(peer.rest()).containsExactly("two\nlines");
            untilCounted(messages, messages + 1);
            assertThat(observed.sentBytes).hasValue(wire + "data: two\ndata: lines\n\n".length());
        }
    }

    private void untilCounted(int received, int sent) {
        Waiting.until("messages are counted", () -> observed.sent.get() >= sent && observed.received.get() >= received);
        assertThat(observed.received).hasValue(received);
        assertThat(observed.sent).hasValue(sent);
    }

    @ParameterizedTest
    @EnumSource
    @Rule("OBS-4")
    @DisplayName("OBS-4 every message that a policy drops is counted, by the stream and for observers, and no other is")
    void dropped(Protocol protocol) {
        for (Overflow<String> policy : List.<Overflow<String>>of(Overflow.dropOldest(), Overflow.dropNewest(),
                Overflow.conflateBy(message -> message.charAt(0)))) {
            Observed drops = new Observed();
            Topic<String> topic = Topic.of(Served.LINES).whenBehind(policy).create();
            Transport transport = start(config().outboxMessages(4).observer(drops).build(), Served.lines(guests));
            try (Peer peer = open(protocol, transport)) {
                OneWayStream<String> stream = guests.next();
                Topic.Seat seat = topic.join(stream);
                int published = 400;
                IntStream.range(0, published).forEach(i -> topic.publish(i % 3 + FILLER));
                seat.close();
                CompletableFuture<Void> end = Waiting.runAside(() -> stream.send("end"));
                int received = 0;
                while (!peer.next().equals("end")) {
                    received++;
                }
                Waiting.get(end, "the last message is sent");
                assertThat(stream.dropped()).isEqualTo(published - received).isPositive();
                Waiting.until("drops are told", () -> drops.dropped.get() >= stream.dropped());
                assertThat(drops.dropped).hasValue(stream.dropped());
                assertThat(drops.sent).hasValue(received + 1);
            }
            transport.close();
            assertThat(drops.dropped).hasValue(drops.opened.element().dropped());
        }
    }

    @Test
    @Rule("OBS-5")
    @DisplayName("OBS-5 what waits for a client that is behind is told again and again, and nothing of one that is not")
    void queued() {
        Transport transport = start(config().outboxMessages(4).observer(observed).build(), Served.lines(guests));
        List<Peer> idle = Stream.of(Protocol.values()).map(protocol -> open(protocol, transport)).toList();
        idle.forEach(peer -> guests.next());
        List<Peer> stuck = Stream.of(Protocol.values()).map(protocol -> open(protocol, transport)).toList();
        List<OneWayStream<String>> streams = stuck.stream().map(peer -> guests.next()).toList();
        streams.forEach(ObserverRules::fill);
        assertThat(streams).allMatch(stream -> stream.queued() == 4);
        Waiting.until("each is told twice", () -> streams.stream()
                .allMatch(stream -> observed.queued.stream().filter(stream::equals).count() >= 2));
        assertThat(observed.queued).allMatch(streams::contains);
        assertThat(observed.queuedMessages.get()).isBetween(1L, 4L);
        assertThat(observed.queuedBytes.get()).isBetween(60_000L, 4L * 60_020);
        stuck.forEach(peer -> peer.wire().reset());
        idle.forEach(Peer::close);
    }

    @ParameterizedTest
    @EnumSource
    @Rule("OBS-6")
    @DisplayName("OBS-6 an observer that throws disturbs neither streams nor other observers")
    void throwing(Protocol protocol) {
        Topic<String> topic = Topic.of(Served.LINES).whenBehind(Overflow.<String>dropOldest()).create();
        Transport transport = start(
                config().outboxMessages(4).observer(new ThrowingObserver()).observer(observed).build(),
                Served.lines(stream -> {
                    topic.join(stream);
                    guests.serve(stream);
                }));
        try (Peer peer = open(protocol, transport)) {
            OneWayStream<String> stream = guests.next();
            topic.publish("one");
            assertThat(peer.next()).isEqualTo("one");
            Waiting.until("drops are told", () -> {
                topic.publish(FILLER);
                return observed.dropped.get() > 0 && !observed.queued.isEmpty();
            });
            stream.close();
            peer.rest();
            assertThat(peer.ended().end()).isEqualTo(Peer.End.ORDERLY);
            assertThat(Guests.closeOf(stream).cause()).isEqualTo(Cause.COMPLETED);
            assertThat(observed.endsOf(stream)).hasSize(1);
            assertThat(observed.sent.get()).isPositive();
        }
    }

    @Test
    @Rule("OBS-7")
    @DisplayName("OBS-7 streams() lists the streams that are open, with endpoint, protocol, principal, age, what waits and "
            + "was dropped, and can close one")
    void streams() {
        ManualTime time = new ManualTime();
        Endpoint endpoint = Endpoint.at("/of/{who}").admit(opening -> Admission.admittedAs(opening.path("who")))
                .serve(Served.LINES, guests).build();
        Transport transport = start(config().time(time).build(), endpoint);
        assertThat(transport.streams()).isEmpty();
        Map<Protocol, Peer> peers = new EnumMap<>(Protocol.class);
        for (Protocol protocol : Protocol.values()) {
            peers.put(protocol, Peer.open(protocol, transport.port(), "/of/" + protocol));
            guests.next();
        }
        time.advance(Duration.ofSeconds(7));
        assertThat(transport.streams()).hasSize(2).allSatisfy(stream -> {
            assertThat(stream.opening().pathTemplate()).isEqualTo("/of/{who}");
            assertThat(stream.opening().principal()).isEqualTo(Optional.of(stream.opening().protocol().name()));
            assertThat(stream.age()).isEqualTo(Duration.ofSeconds(7));
            assertThat(stream.queued()).isZero();
            assertThat(stream.dropped()).isZero();
        });
        peers.forEach((protocol, peer) -> {
            OneWayStream<?> stream = transport.streams().stream()
                    .filter(s -> s.opening().protocol() == protocol).findFirst().orElseThrow();
            stream.close(4_009, "by an administrator");
            assertThat(transport.streams()).doesNotContain(stream);
            assertThat(peer.goodbye()).isEqualTo(Peer.Goodbye.orderly(protocol, 4_009, "by an administrator"));
            peer.close();
        });
        assertThat(transport.streams()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    @Rule("OBS-8")
    @DisplayName("OBS-8 observers are called with no lock held: one that has a lock of its own, and uses streams and topics "
            + "under it, can do so")
    void locks(Protocol protocol) {
        Topic<String> topic = Topic.of(Served.LINES).whenBehind(Overflow.<String>dropOldest()).create();
        LockingObserver observer = new LockingObserver(topic);
        Transport transport = start(config().outboxMessages(4).observer(observer).build(), Served.lines(stream -> {
            topic.join(stream);
            guests.serve(stream);
        }));
        observer.watch(transport);
        List<Peer> stuck = IntStream.range(0, 4).mapToObj(i -> open(protocol, transport)).toList();
        stuck.forEach(peer -> guests.next());
        List<CompletableFuture<Void>> busy = List.of(
                Waiting.runAside(() -> IntStream.range(0, 2_000).forEach(i -> topic.publish(FILLER))),
                Waiting.runAside(() -> IntStream.range(0, 2_000).forEach(i -> observer.publish("of the observer"))),
                Waiting.runAside(() -> IntStream.range(0, 2_000).forEach(i -> observer.look())));
        busy.forEach(work -> Waiting.get(work, "nobody waits for a lock for ever"));
        // It closes a stream when it is told of enough drops.
        Waiting.until("the observer has closed the streams", () -> transport.streams().isEmpty());
        stuck.forEach(Peer::close);
    }
}
