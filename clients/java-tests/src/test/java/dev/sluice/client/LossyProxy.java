package dev.sluice.client;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A proxy that loses one POST of twenty before the server, and the answer of another one behind it. */
final class LossyProxy implements AutoCloseable {

    private static final Pattern LENGTH = Pattern.compile("(?i)\r\ncontent-length: *([0-9]+)");
    private static final int ONE_OF = 20;

    private final ServerSocket socket;
    private final int port;
    private final Random random = new Random(5);
    private final AtomicInteger lost = new AtomicInteger();

    LossyProxy(int port) {
        this.port = port;
        try {
            socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Thread.ofVirtual().start(this::accept);
    }

    URI uri(String path) {
        return URI.create("http://127.0.0.1:" + socket.getLocalPort() + path);
    }

    /** How many POSTs failed. */
    int lost() {
        return lost.get();
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
            boolean more = true;
            while (more) {
                more = pass(client, server);
            }
        } catch (IOException e) {
            // One of the two is gone.
        }
    }

    /** Passes a request and its answer on; false if the connection is to end. */
    private boolean pass(Socket client, Socket server) throws IOException {
        String head = head(client.getInputStream());
        Matcher length = LENGTH.matcher(head);
        byte[] body = client.getInputStream().readNBytes(length.find() ? Integer.parseInt(length.group(1)) : 0);
        boolean post = head.startsWith("POST");
        if (post && loses()) {
            return false;
        }
        server.getOutputStream().write(head.getBytes(StandardCharsets.ISO_8859_1));
        server.getOutputStream().write(body);
        if (!post) {
            server.getInputStream().transferTo(client.getOutputStream());
            return false;
        }
        String answer = head(server.getInputStream());
        if (loses()) {
            return false;
        }
        client.getOutputStream().write(answer.getBytes(StandardCharsets.ISO_8859_1));
        return true;
    }

    private synchronized boolean loses() {
        boolean loses = random.nextInt(ONE_OF) == 0;
        if (loses) {
            lost.incrementAndGet();
        }
        return loses;
    }

    private static String head(InputStream in) throws IOException {
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        while (!head.toString(StandardCharsets.ISO_8859_1).endsWith("\r\n\r\n")) {
            int next = in.read();
            if (next < 0) {
                throw new IOException("it ended within the head");
            }
            head.write(next);
        }
        return head.toString(StandardCharsets.ISO_8859_1);
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
