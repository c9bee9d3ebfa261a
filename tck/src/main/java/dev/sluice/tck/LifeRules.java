package dev.sluice.tck;

import static dev.sluice.tck.Peer.Goodbye.orderly;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;

import dev.sluice.Close;
import dev.sluice.Close.Cause;
import dev.sluice.Endpoint;
import dev.sluice.OneWayStream;
import dev.sluice.Protocol;
import dev.sluice.Transport;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** How streams end on the server's side, on both protocols. */
abstract class LifeRules extends Chapter {

    LifeRules(TransportFactory factory) {
        super(factory);
    }

    private static Peer open(Protocol protocol, Transport transport) {
        return Peer.open(protocol, transport.port(), Served.LINES_PATH);
    }

    private static void untilNoStream(Transport transport) {
        Waiting.until("streamCount() is 0", () -> transport.streamCount() == 0);
    }

    @ParameterizedTest
    @EnumSource
    @Rule("LIFE-1")
    @DisplayName("LIFE-1 a handler that returns completes its stream with code 1000")
    void handlerReturns(Protocol protocol) {
        List<OneWayStream<String>> streams = new ArrayList<>();
        CountDownLatch served = new CountDownLatch(1);
        Transport transport = start(Served.lines(stream -> {
            streams.add(stream);
            served.countDown();
        }));
        try (Peer peer = open(protocol, transport)) {
            assertThat(peer.goodbye()).isEqualTo(orderly(protocol, 1000, ""));
            Waiting.await(served, "the handler is called");
            assertThat(Guests.closeOf(streams.get(0))).isEqualTo(new Close(Cause.COMPLETED, 1000, ""));
            untilNoStream(transport);
        }
    }

    @ParameterizedTest
    @EnumSource
    @Rule("LIFE-2")
    @DisplayName("LIFE-2 close(code, reason) completes the stream, and the client of a WebSocket is told code and "
            + "reason")
    void closed(Protocol protocol) {
        Guests<OneWayStream<String>> guests = new Guests<>();
        Transport transport = start(Served.lines(guests));
        try (Peer peer = open(protocol, transport)) {
            OneWayStream<String> stream = guests.next();
            stream.close(4321, "schönes Ende");
            assertThat(peer.goodbye()).isEqualTo(orderly(protocol, 4321, "schönes Ende"));
            assertThat(Guests.closeOf(stream)).isEqualTo(new Close(Cause.COMPLETED, 4321, "schönes Ende"));
            untilNoStream(transport);
        }
    }

    @ParameterizedTest
    @EnumSource
    @Rule("LIFE-3")
    @DisplayName("LIFE-3 the first reason for an end wins: a later close, return or exception does not change it")
    void firstReasonWins(Protocol protocol) {
        Guests<OneWayStream<String>> seen = new Guests<>();
        Transport transport = start(Served.lines(stream -> {
            stream.close(4001, "first");
            stream.close(4002, "second");
            seen.serve(stream);
            throw new IllegalStateException("third");
        }));
        try (Peer peer = open(protocol, transport)) {
            assertThat(peer.goodbye()).isEqualTo(orderly(protocol, 4001, "first"));
            OneWayStream<String> stream = seen.next();
            untilNoStream(transport);
            stream.close(4003, "fourth");
            assertThat(Guests.closeOf(stream)).isEqualTo(new Close(Cause.COMPLETED, 4001, "first"));
        }
    }

    @ParameterizedTest
    @EnumSource
    @Rule("LIFE-4")
    @DisplayName("LIFE-4 a handler that throws ends its stream with code 1011, and the client learns nothing of the "
            + "exception")
    void handlerThrows(Protocol protocol) {
        Guests<OneWayStream<String>> seen = new Guests<>();
        CountDownLatch fail = new CountDownLatch(1);
        Transport transport = start(Served.lines(stream -> {
            Thread.startVirtualThread(() -> seen.serve(stream));
            stream.send("before");
            fail.await();
            throw new IOException("secret-of-the-house");
        }));
        try (Peer peer = open(protocol, transport)) {
            OneWayStream<String> stream = seen.next();
            fail.countDown();
            assertThat(peer.rest()).containsExactly("before");
            assertThat(peer.ended().end()).isEqualTo(Peer.End.ORDERLY);
            assertThat(peer.ended().code()).isEqualTo(protocol == Protocol.SSE ? 0 : 1011);
            assertThat(peer.ended().reason()).doesNotContainIgnoringCase("secret").doesNotContain("Exception");
            Close close = Guests.closeOf(stream);
            assertThat(close.cause()).isEqualTo(Cause.HANDLER_FAILED);
            assertThat(close.code()).isEqualTo(1011);
            untilNoStream(transport);
        }
    }

    @ParameterizedTest
    @EnumSource
    @Rule("LIFE-5")
    @DisplayName("LIFE-5 a handler that fails, also by an Error, leaves every other stream alone")
    void failureIsIsolated(Protocol protocol) {
        Guests<OneWayStream<String>> guests = new Guests<>();
        Transport transport = start(Served.lines(guests),
                Endpoint.at("/failing").serve(Served.LINES, stream -> {
                    throw new StackOverflowError("on purpose");
                }).build());
        try (Peer peer = open(protocol, transport)) {
            OneWayStream<String> stream = guests.next();
            for (Protocol other : Protocol.values()) {
                try (Peer failing = Peer.open(other, transport.port(), "/failing")) {
                    assertThat(failing.goodbye().code()).isEqualTo(other == Protocol.SSE ? 0 : 1011);
                }
            }
            stream.send("alive");
            assertThat(peer.next()).isEqualTo("alive");
            Waiting.until("only one stream is left", () -> transport.streamCount() == 1);
        }
    }

    @ParameterizedTest
    @EnumSource
    @Rule("LIFE-6")
    @DisplayName("LIFE-6 what was sent before the end goes out before the goodbye, whoever ends the stream")
    void sentBeforeTheEnd(Protocol protocol) {
        Transport transport = start(Served.lines(stream -> {
            for (int i = 0; i < 1_000; i++) {
                stream.send("message " + i);
            }
            stream.close(3000, "that was all");
            stream.offer("never");
        }));
        try (Peer peer = open(protocol, transport)) {
            List<String> messages = peer.rest();
            assertThat(messages).hasSize(1_000).startsWith("message 0").endsWith("message 999");
            assertThat(peer.ended()).isEqualTo(orderly(protocol, 3000, "that was all"));
        }
    }

    @ParameterizedTest
    @EnumSource
    @Rule("LIFE-7")
    @DisplayName("LIFE-7 handlers run on virtual threads of their own and may block without holding anybody up")
    void handlersMayBlock(Protocol protocol) {
        CountDownLatch release = new CountDownLatch(1);
        List<Boolean> virtual = Collections.synchronizedList(new ArrayList<>());
        Transport transport = start(Served.lines(stream -> {
            virtual.add(Thread.currentThread().isVirtual());
            stream.send("blocking");
            release.await();
        }));
        List<Peer> peers = new ArrayList<>();
        try {
            for (int i = 0; i < 64; i++) {
                Peer peer = open(protocol, transport);
                peers.add(peer);
                assertThat(peer.next()).isEqualTo("blocking");
            }
            assertThat(transport.streamCount()).isEqualTo(64);
            release.countDown();
            peers.forEach(peer -> assertThat(peer.goodbye().end()).isEqualTo(Peer.End.ORDERLY));
            assertThat(virtual).hasSize(64).containsOnly(true);
        } finally {
            release.countDown();
            peers.forEach(Peer::close);
        }
    }

    @ParameterizedTest
    @EnumSource
    @Rule("LIFE-8")
    @DisplayName("LIFE-8 streamCount() counts the streams that have a connection")
    void streamCount(Protocol protocol) {
        Guests<OneWayStream<String>> guests = new Guests<>();
        Transport transport = start(Served.lines(guests));
        assertThat(transport.streamCount()).isZero();
        try (Peer one = open(protocol, transport); Peer two = open(protocol, transport)) {
            List<OneWayStream<String>> streams = List.of(guests.next(), guests.next());
            assertThat(transport.streamCount()).isEqualTo(2);
            one.wire().reset();
            untilCountByWriting(1, transport, streams);
            two.wire().reset();
            untilCountByWriting(0, transport, streams);
        }
    }

    private static void untilCountByWriting(int count, Transport transport, List<OneWayStream<String>> streams) {
        Waiting.until("streamCount() is " + count, () -> {
            streams.forEach(stream -> stream.offer("anybody there?"));
            return transport.streamCount() == count;
        });
    }

    @ParameterizedTest
    @EnumSource
    @Rule("LIFE-9")
    @DisplayName("LIFE-9 whenClosed() completes on a thread of its own: what it starts may block without holding "
            + "anybody up")
    void blockingListener(Protocol protocol) {
        Guests<OneWayStream<String>> guests = new Guests<>();
        CountDownLatch release = new CountDownLatch(1);
        CountDownLatch blocking = new CountDownLatch(2);
        Transport transport = start(beating().build(), Served.lines(guests));
        try (Peer one = open(protocol, transport); Peer two = open(protocol, transport)) {
            for (int i = 0; i < 2; i++) {
                var listening = guests.next().whenClosed().thenRun(() -> {
                    blocking.countDown();
                    Waiting.await(release, "the test ends");
                });
                assertThat(listening).isNotNull();
            }
            one.wire().reset();
            two.wire().reset();
            Waiting.await(blocking, "both listeners are told, although the first one blocks");
            untilNoStream(transport);
            try (Peer three = open(protocol, transport)) {
                guests.next().send("served");
                assertThat(three.next()).isEqualTo("served");
            }
        } finally {
            release.countDown();
        }
    }
}
