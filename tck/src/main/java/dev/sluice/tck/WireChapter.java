package dev.sluice.tck;

import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import dev.sluice.Channel;
import dev.sluice.Codec;
import dev.sluice.Endpoint;
import dev.sluice.OneWayChannel;
import dev.sluice.OneWayStream;
import dev.sluice.Protocol;
import dev.sluice.Transport;
import dev.sluice.TransportConfig;
import dev.sluice.TwoWayChannel;
import org.junit.jupiter.api.AfterEach;

/** A chapter about what is on the wire, told by clients that work with bytes. */
abstract class WireChapter extends Chapter {

    static final TwoWayChannel<String, String> TEXT = Channel.twoWay("text", Codec.text(), Codec.text());
    static final TwoWayChannel<byte[], byte[]> BINARY = Channel.twoWay("binary", Codec.bytes(), Codec.bytes());
    static final OneWayChannel<String> NEWS = Channel.oneWay("news", Codec.text());

    private final List<RawConnection> connections = new CopyOnWriteArrayList<>();

    WireChapter(TransportFactory factory) {
        super(factory);
    }

    /** Every text message of a WebSocket comes back, at {@code /text}. */
    static Endpoint textEcho() {
        return Endpoint.at("/text").over(Protocol.WEB_SOCKET).serve(TEXT, stream -> {
            for (String message : stream) {
                stream.send(message);
            }
        }).build();
    }

    /** Every binary message comes back, at {@code /binary}. */
    static Endpoint binaryEcho() {
        return Endpoint.at("/binary").serve(BINARY, stream -> {
            for (byte[] message : stream) {
                stream.send(message);
            }
        }).build();
    }

    /** A transport with both echoes. */
    final Transport startEchoes() {
        return start(textEcho(), binaryEcho());
    }

    /** A transport with both echoes. */
    final Transport startEchoes(TransportConfig config) {
        return start(config, textEcho(), binaryEcho());
    }

    /** A connection that is reset after the test. */
    final RawConnection connect(Transport transport) {
        RawConnection connection = RawConnection.open(transport.port());
        connections.add(connection);
        return connection;
    }

    /** An open WebSocket. */
    final WebSocketClient open(Transport transport, String target) {
        return open(transport, RawRequest.handshake(transport.port(), target));
    }

    /** An open WebSocket. */
    final WebSocketClient open(Transport transport, RawRequest request) {
        return WebSocketClient.open(connect(transport), request);
    }

    /** The complete answer to this request. */
    final RawResponse answer(Transport transport, RawRequest request) {
        RawConnection connection = connect(transport);
        connection.send(request.bytes());
        RawResponse head = RawResponse.readHead(connection);
        return request.isHead() || head.status() < 200 ? head : head.readBody(connection);
    }

    /** What a client of this protocol asks with. */
    static RawRequest asking(Protocol protocol, Transport transport, String target) {
        return protocol == Protocol.SSE
                ? RawRequest.get(transport.port(), target)
                : RawRequest.handshake(transport.port(), target);
    }

    /** The status of an opening. */
    static int opened(Protocol protocol) {
        return protocol == Protocol.SSE ? 200 : 101;
    }

    /** The status of the answer to this request; a stream that it opens stays open. */
    final int status(Transport transport, RawRequest request) {
        return head(transport, request).status();
    }

    /** The head of the answer to this request, for a body without an end. */
    final RawResponse head(Transport transport, RawRequest request) {
        RawConnection connection = connect(transport);
        connection.send(request.bytes());
        return RawResponse.readHead(connection);
    }

    /** A handler that does nothing as long as its stream is open. */
    static void stay(OneWayStream<?> stream) {
        stream.whenClosed().toCompletableFuture().join();
    }

    /** A WebSocket whose handler is reached, and receives nothing but waits for the latch. */
    final WebSocketClient openBusy(CountDownLatch release) {
        BlockingQueue<String> reached = new LinkedBlockingQueue<>();
        WebSocketClient client = open(start(Endpoint.at("/busy").serve(TEXT, stream -> {
            reached.add("the handler");
            release.await();
        }).build()), "/busy");
        take(reached, "the handler");
        return client;
    }

    /** What a server-side handler puts there; fails after the deadline. */
    static <T> T take(BlockingQueue<T> queue, String expected) {
        T taken;
        try {
            taken = queue.poll(RawConnection.DEADLINE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted, expected " + expected, e);
        }
        if (taken == null) {
            throw new AssertionError("the server's side did not have " + expected + " in time");
        }
        return taken;
    }

    @AfterEach
    final void closeConnections() {
        connections.forEach(RawConnection::reset);
        connections.clear();
    }
}
