package dev.sluice.internal.socket;

import java.io.IOException;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSocket;

import dev.sluice.Headers;
import dev.sluice.internal.http.Responses;
import dev.sluice.internal.http.Tokens;
import dev.sluice.spi.Answer;
import dev.sluice.spi.Engine;
import dev.sluice.spi.HttpRequest;
import dev.sluice.spi.HttpVersion;
import dev.sluice.spi.LinkEnd;
import dev.sluice.spi.RequestBody;

/**
 * Serves HTTP/1 on sockets: a virtual thread reads each of them, and a link has another one while there is output.
 * Thread-safe.
 */
public final class HttpSockets {

    /** What speaks on a connection: TLS, or the connection itself. */
    @FunctionalInterface
    public interface Layer {

        /** Shakes hands, if it has to. */
        Socket on(Socket tcp) throws IOException;
    }

    private static final byte[] CONTINUE = "HTTP/1.1 100 Continue\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

    private final Engine engine;
    private final int largestHead;
    private final Duration linger;
    private final Set<Runnable> links = ConcurrentHashMap.newKeySet();
    private final Set<Runnable> cuts = ConcurrentHashMap.newKeySet();
    private volatile boolean stopped;

    /**
     * Serves nobody yet.
     *
     * @param largestHead how many bytes the head of a request may have; a larger one gets status 431
     * @param linger how long a connection is still read after its last response, so that no reset destroys that on its
     *            way; zero for sockets that deliver what was written before they were closed
     */
    public HttpSockets(Engine engine, int largestHead, Duration linger) {
        this.engine = engine;
        this.largestHead = largestHead;
        this.linger = linger;
    }

    /** Serves a connection on a thread of its own, until it is closed. */
    public void serve(Socket tcp, Layer layer) {
        Thread.ofVirtual().name("socket-connection").start(() -> run(tcp, layer));
    }

    /** Cuts all connections, and closes those that come. */
    public void stop() {
        stopped = true;
        // Before the connections beneath them are closed, or they would end as broken.
        links.forEach(Runnable::run);
        cuts.forEach(Runnable::run);
    }

    private void run(Socket tcp, Layer layer) {
        // To close the socket of TLS instead would wait for a write.
        Runnable close = () -> closeQuietly(tcp);
        cuts.add(close);
        try (tcp) {
            tcp.setTcpNoDelay(true);
            if (!stopped) {
                serveRequests(tcp, layer.on(tcp));
            }
        } catch (IOException e) {
            // The client is gone before it was answered.
        } finally {
            cuts.remove(close);
        }
    }

    private void serveRequests(Socket tcp, Socket socket) throws IOException {
        ByteBuffer rest = ByteBuffer.allocate(0);
        RequestHead head;
        do {
            try {
                head = RequestHead.read(rest, socket.getInputStream(), largestHead);
            } catch (RequestHead.TooLarge e) {
                respond(socket, false, Responses.refuse(431, "the head is too large"), false);
                return;
            }
            rest = head.rest();
        } while (carryOut(tcp, socket, head));
    }

    /** Answers a request; whether another one may follow. */
    private boolean carryOut(Socket tcp, Socket socket, RequestHead head) throws IOException {
        HttpRequest request;
        try {
            request = head.request(socket.getRemoteSocketAddress(), socket instanceof SSLSocket, certificate(socket));
        } catch (IllegalArgumentException e) {
            respond(socket, false, Responses.refuse(400, "malformed request"), false);
            return false;
        }
        switch (engine.answer(request)) {
            case Answer.NotFound none -> {
                return respond(socket, head, Responses.refuse(404, "nothing is here"), request, false);
            }
            case Answer.Response response -> {
                return respond(socket, head, response, request, false);
            }
            case Answer.Receive wanted -> {
                RequestBody body = new RequestBody(wanted);
                if (Tokens.contain(request.headers(), "Expect", "100-continue")) {
                    socket.getOutputStream().write(CONTINUE);
                }
                new BodyInput(head.rest(), socket, wanted.within()).readInto(body, request.headers());
                return respond(socket, head, body.respond(), request, true);
            }
            case Answer.Upgrade(var headers, var handler) -> run(new SocketLink(tcp, socket, handler, false, linger),
                    head, ResponseHead.bytes(101, headers, Map.of()));
            case Answer.Stream(var headers, var handler) -> {
                boolean chunked = request.version() == HttpVersion.HTTP_1_1;
                Map<String, String> more = chunked
                        ? Map.of("Transfer-Encoding", "chunked", "Connection", "close")
                        : Map.of("Connection", "close");
                run(new SocketLink(tcp, socket, handler, chunked, linger), head,
                        ResponseHead.bytes(200, headers, more));
            }
        }
        return false;
    }

    private static Optional<X509Certificate> certificate(Socket socket) {
        try {
            return socket instanceof SSLSocket tls
                    ? Optional.of((X509Certificate) tls.getSession().getPeerCertificates()[0])
                    : Optional.empty();
        } catch (SSLPeerUnverifiedException e) {
            return Optional.empty();
        }
    }

    private void run(SocketLink link, RequestHead head, byte[] response) {
        Runnable cut = () -> link.cut(LinkEnd.STOPPED);
        links.add(cut);
        try {
            if (stopped) {
                cut.run();
            }
            link.run(response, head.rest());
        } finally {
            links.remove(cut);
        }
    }

    private boolean respond(Socket socket, RequestHead head, Answer.Response response, HttpRequest request,
            boolean bodyRead) throws IOException {
        Headers headers = request.headers();
        boolean stay = request.version() == HttpVersion.HTTP_1_1
                && !Tokens.contain(headers, "Connection", "close")
                && !Tokens.contain(response.headers(), "Connection", "close")
                && (bodyRead || headers.first("Transfer-Encoding").isEmpty());
        respond(socket, head.method().equals("HEAD"), response, stay);
        if (stay && !bodyRead) {
            head.skipBody(headers, socket.getInputStream());
        }
        return stay;
    }

    private void respond(Socket socket, boolean headAlone, Answer.Response response, boolean stay) throws IOException {
        byte[] body = response.body().getBytes(StandardCharsets.UTF_8);
        Map<String, String> more = new HashMap<>();
        if (response.status() != 204) {
            more.put("Content-Length", Integer.toString(body.length));
        }
        if (!stay) {
            more.put("Connection", "close");
        }
        socket.getOutputStream().write(ResponseHead.bytes(response.status(), response.headers(), more));
        if (!headAlone) {
            socket.getOutputStream().write(body);
        }
        if (!stay) {
            socket.shutdownOutput();
            readOn(socket);
        }
    }

    /** A close with unread input would be a reset, which can overtake the response. */
    private void readOn(Socket socket) throws IOException {
        if (!linger.isZero()) {
            socket.setSoTimeout((int) linger.toMillis());
            socket.getInputStream().skipNBytes(Long.MAX_VALUE);
        }
    }

    private static void closeQuietly(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            // There is nothing left to do for it.
        }
    }
}
