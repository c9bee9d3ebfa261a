package dev.sluice.client;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;

/** A proxy before a server, through which WebSocket does not get. */
final class Proxy implements AutoCloseable {

    /** What it does to a WebSocket. */
    enum Manner {
        /** Answers the request with 403. */
        REFUSES,
        /** Ends the connection during the handshake. */
        CUTS,
        /** Lets the handshake through, and ends the connection behind it. */
        CUTS_BEHIND,
        /** Never answers. */
        IS_SILENT
    }

    private final ServerSocket socket;
    private final int port;
    private final Manner manner;
    private final AtomicInteger upgrades = new AtomicInteger();

    Proxy(int port, Manner manner) {
        try {
            this.socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        this.port = port;
        this.manner = manner;
        Thread.ofVirtual().start(this::accept);
    }

    URI uri(String path) {
        return URI.create("http://127.0.0.1:" + socket.getLocalPort() + path);
    }

    /** How many wanted a WebSocket. */
    int upgrades() {
        return upgrades.get();
    }

    private void accept() {
        while (!socket.isClosed()) {
            try {
                Socket client = socket.accept();
                Thread.ofVirtual().start(() -> serve(client));
            } catch (IOException e) {
                // Closed.
            }
        }
    }

    private void serve(Socket client) {
        try (client; Socket server = new Socket(InetAddress.getLoopbackAddress(), port)) {
            byte[] head = head(client.getInputStream());
            boolean upgrade = new String(head, StandardCharsets.ISO_8859_1).toLowerCase(Locale.ROOT)
                    .contains("upgrade: websocket");
            if (upgrade) {
                upgrades.incrementAndGet();
            }
            if (!upgrade) {
                server.getOutputStream().write(head);
                pass(client, server);
            } else {
                block(client, server, head);
            }
        } catch (IOException e) {
            // One of the two is gone.
        }
    }

    private void block(Socket client, Socket server, byte[] head) throws IOException {
        switch (manner) {
            case REFUSES -> client.getOutputStream().write(
                    "HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
                            .getBytes(StandardCharsets.US_ASCII));
            case CUTS -> {
                // That is all.
            }
            case CUTS_BEHIND -> {
                server.getOutputStream().write(head);
                client.getOutputStream().write(head(server.getInputStream()));
            }
            case IS_SILENT -> client.getInputStream().transferTo(OutputStream.nullOutputStream());
        }
    }

    private static void pass(Socket client, Socket server) throws IOException {
        Thread up = Thread.ofVirtual().start(() -> {
            try {
                client.getInputStream().transferTo(server.getOutputStream());
                server.shutdownOutput();
            } catch (IOException e) {
                // One of the two is gone.
            }
        });
        server.getInputStream().transferTo(client.getOutputStream());
        up.interrupt();
    }

    private static byte[] head(InputStream in) throws IOException {
        java.io.ByteArrayOutputStream head = new java.io.ByteArrayOutputStream();
        while (!head.toString(StandardCharsets.ISO_8859_1).endsWith("\r\n\r\n")) {
            int next = in.read();
            if (next < 0) {
                throw new IOException("it ended within the head");
            }
            head.write(next);
        }
        return head.toByteArray();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
