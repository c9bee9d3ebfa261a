package dev.sluice.client;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A server that speaks as a test says, through real sockets. */
final class ScriptedServer implements AutoCloseable {

    private final ServerSocket socket;
    private final BlockingQueue<Visit> visits = new LinkedBlockingQueue<>();

    ScriptedServer() {
        try {
            socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Thread.ofVirtual().start(this::accept);
    }

    private void accept() {
        while (!socket.isClosed()) {
            try {
                Socket client = socket.accept();
                Thread.ofVirtual().start(() -> read(client));
            } catch (IOException e) {
                // Closed.
            }
        }
    }

    private void read(Socket client) {
        try {
            client.setSoTimeout((int) Clients.DEADLINE.toMillis());
            visits.add(Visit.read(client));
        } catch (IOException e) {
            // Nobody spoke.
        }
    }

    URI uri(String path) {
        return URI.create("http://127.0.0.1:" + socket.getLocalPort() + path);
    }

    /** The next request; waits for it. */
    Visit next() {
        try {
            Visit visit = visits.poll(Clients.DEADLINE.toMillis(), TimeUnit.MILLISECONDS);
            if (visit == null) {
                throw new AssertionError("nobody came");
            }
            return visit;
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** The next request, which must be one for a WebSocket, and gets it. */
    Visit nextSocket() {
        return next().upgrade();
    }

    /** How many came that nobody has asked for. */
    int waiting() {
        return visits.size();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
