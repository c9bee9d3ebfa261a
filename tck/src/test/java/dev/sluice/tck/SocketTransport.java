package dev.sluice.tck;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;
import javax.net.ssl.SSLSocket;

import dev.sluice.Endpoint;
import dev.sluice.Headers;
import dev.sluice.OneWayStream;
import dev.sluice.Transport;
import dev.sluice.TransportConfig;
import dev.sluice.TransportException;
import dev.sluice.spi.Answer;
import dev.sluice.spi.Engine;
import dev.sluice.spi.HttpRequest;
import dev.sluice.spi.HttpVersion;
import dev.sluice.spi.LinkEnd;

/** The SPI in the simplest correct way: a blocking socket and a virtual thread a connection, HTTP/1 only, also over TLS. */
final class SocketTransport implements Transport {

    private static final int BACKLOG = 1024;

    private enum State {
        MADE, STARTED, CLOSED
    }

    private final TransportConfig config;
    private final Engine engine;
    private final AtomicReference<State> state = new AtomicReference<>(State.MADE);
    private final Set<Runnable> cuts = ConcurrentHashMap.newKeySet();
    private final ServerSocket server = unbound();
    private volatile Thread acceptor = Thread.currentThread();

    SocketTransport(TransportConfig config, List<Endpoint> endpoints) {
        this(config, endpoints, UnaryOperator.identity());
    }

    /** With something around the engine: a place for faults. */
    SocketTransport(TransportConfig config, List<Endpoint> endpoints, UnaryOperator<Engine> around) {
        this.config = config;
        this.engine = around.apply(Engine.create(config, endpoints));
    }

    private static ServerSocket unbound() {
        try {
            return new ServerSocket();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public Transport start() {
        if (!state.compareAndSet(State.MADE, State.STARTED)) {
            throw new IllegalStateException("the transport was started before");
        }
        try {
            server.bind(new InetSocketAddress(InetAddress.getByName(config.host()), config.port()), BACKLOG);
        } catch (IOException e) {
            state.set(State.CLOSED);
            closeServer();
            throw new TransportException("cannot bind " + config.host() + ":" + config.port(), e);
        }
        acceptor = Thread.ofVirtual().name("socket-accept").start(this::acceptLoop);
        return this;
    }

    private void acceptLoop() {
        while (!server.isClosed()) {
            try {
                Socket socket = server.accept();
                Thread.ofVirtual().name("socket-connection").start(() -> serve(socket));
            } catch (IOException e) {
                // Closed, which ends the loop, or out of descriptors: the next one may succeed.
            }
        }
    }

    private void serve(Socket tcp) {
        // To close the socket of TLS instead would wait for a write.
        Runnable close = () -> closeQuietly(tcp);
        cuts.add(close);
        try (tcp) {
            tcp.setTcpNoDelay(true);
            if (server.isClosed()) {
                return;
            }
            Socket socket = config.tls().isPresent() ? SocketTls.accept(config.tls().get(), tcp) : tcp;
            RequestHead head = RequestHead.read(ByteBuffer.allocate(0), socket.getInputStream());
            while (carryOut(tcp, socket, head)) {
                head = RequestHead.read(head.rest(), socket.getInputStream());
            }
        } catch (IOException e) {
            // The client is gone before it was answered.
        } finally {
            cuts.remove(close);
        }
    }

    /** Answers a request; whether another one may follow. */
    private boolean carryOut(Socket tcp, Socket socket, RequestHead head) throws IOException {
        HttpRequest request;
        try {
            request = head.request(socket.getRemoteSocketAddress(), socket instanceof SSLSocket,
                    SocketTls.clientCertificate(socket));
        } catch (IllegalArgumentException e) {
            respond(socket, head, text(400, "malformed request"), false);
            return false;
        }
        switch (engine.answer(request)) {
            case Answer.NotFound none -> {
                return respond(socket, head, text(404, "nothing is here"), request);
            }
            case Answer.Response response -> {
                return respond(socket, head, response, request);
            }
            case Answer.Upgrade(var headers, var handler) -> run(new SocketLink(tcp, socket, handler, false), head,
                    head(101, headers, Map.of()));
            case Answer.Stream(var headers, var handler) -> {
                boolean chunked = request.version() == HttpVersion.HTTP_1_1;
                Map<String, String> more = chunked
                        ? Map.of("Transfer-Encoding", "chunked", "Connection", "close")
                        : Map.of("Connection", "close");
                run(new SocketLink(tcp, socket, handler, chunked), head, head(200, headers, more));
            }
        }
        return false;
    }

    private void run(SocketLink link, RequestHead head, byte[] response) {
        Runnable cut = () -> link.cut(LinkEnd.STOPPED);
        cuts.add(cut);
        try {
            link.run(response, head.rest());
        } finally {
            cuts.remove(cut);
        }
    }

    private static Answer.Response text(int status, String body) {
        return new Answer.Response(status, Headers.of("Content-Type", "text/plain; charset=utf-8"), body);
    }

    private static boolean respond(Socket socket, RequestHead head, Answer.Response response, HttpRequest request)
            throws IOException {
        boolean close = request.version() != HttpVersion.HTTP_1_1
                || request.headers().first("Connection").filter("close"::equalsIgnoreCase).isPresent()
                || request.headers().first("Transfer-Encoding").isPresent();
        respond(socket, head, response, !close);
        if (!close) {
            head.skipBody(request.headers(), socket.getInputStream());
        }
        return !close;
    }

    private static void respond(Socket socket, RequestHead head, Answer.Response response, boolean stay)
            throws IOException {
        byte[] body = response.body().getBytes(StandardCharsets.UTF_8);
        Map<String, String> more = new HashMap<>();
        if (response.status() != 204) {
            more.put("Content-Length", Integer.toString(body.length));
        }
        if (!stay) {
            more.put("Connection", "close");
        }
        socket.getOutputStream().write(head(response.status(), response.headers(), more));
        if (!head.method().equals("HEAD")) {
            socket.getOutputStream().write(body);
        }
        if (!stay) {
            socket.shutdownOutput();
            // A close with unread input would be a reset, which can overtake the response.
            socket.setSoTimeout(500);
            socket.getInputStream().skipNBytes(Long.MAX_VALUE);
        }
    }

    private static byte[] head(int status, Headers headers, Map<String, String> more) {
        StringBuilder text = new StringBuilder("HTTP/1.1 " + status + " " + (status == 101
                ? "Switching Protocols"
                : "-") + "\r\n");
        headers.asMap().forEach((name, values) -> values.forEach(value -> line(text, name, value)));
        more.forEach((name, value) -> {
            if (headers.all(name).isEmpty()) {
                line(text, name, value);
            }
        });
        return text.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1);
    }

    private static void line(StringBuilder text, String name, String value) {
        text.append(name).append(": ").append(value).append("\r\n");
    }

    @Override
    public int port() {
        if (!server.isBound()) {
            throw new IllegalStateException("the transport is not started");
        }
        return server.getLocalPort();
    }

    @Override
    public int streamCount() {
        return engine.linkCount();
    }

    @Override
    public List<OneWayStream<?>> streams() {
        return engine.streams();
    }

    @Override
    public void close() {
        if (state.compareAndSet(State.STARTED, State.CLOSED)) {
            engine.close();
            closeServer();
            // The port is free only when nobody accepts any more.
            joinAcceptor();
            cuts.forEach(Runnable::run);
        }
    }

    private void joinAcceptor() {
        try {
            acceptor.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void closeServer() {
        closeQuietly(server);
    }

    private static void closeQuietly(AutoCloseable closeable) {
        try {
            closeable.close();
        } catch (Exception e) {
            // There is nothing left to do for it.
        }
    }

    @Override
    public <T> Optional<T> unwrap(Class<T> type) {
        return type.isInstance(server) ? Optional.of(type.cast(server)) : Optional.empty();
    }
}
