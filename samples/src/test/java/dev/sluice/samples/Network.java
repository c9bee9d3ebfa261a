package dev.sluice.samples;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** What lies between a browser and a server, and can be cut: then connections break, and new ones are refused. */
final class Network implements AutoCloseable {

    private final int target;
    private final int port;
    private final boolean upgrades;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    /** Stays open, so that nobody else gets the port. */
    private final ServerSocket listener;
    private volatile boolean cut;

    private Network(int target, boolean upgrades) throws IOException {
        this.target = target;
        this.upgrades = upgrades;
        this.listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        this.port = listener.getLocalPort();
        Thread.startVirtualThread(this::accept);
    }

    static Network to(int target) throws IOException {
        return new Network(target, true);
    }

    /** One that breaks each connection that asks for WebSocket, as some proxies do. */
    static Network withoutUpgrades(int target) throws IOException {
        return new Network(target, false);
    }

    /** What takes the place of the server's port. */
    int port() {
        return port;
    }

    private void accept() {
        try {
            while (true) {
                connect(listener.accept());
            }
        } catch (IOException e) {
            // Closed.
        }
    }

    private void connect(Socket client) {
        open.add(client);
        try {
            Socket server = new Socket(InetAddress.getLoopbackAddress(), target);
            open.add(server);
            Thread.startVirtualThread(() -> pump(client, server));
            Thread.startVirtualThread(() -> pump(server, client));
        } catch (IOException e) {
            reset(client); // as the server does while it is away
        }
        if (cut) {
            breakAll();
        }
    }

    private void pump(Socket from, Socket to) {
        try (InputStream in = from.getInputStream(); OutputStream out = to.getOutputStream()) {
            byte[] first = new byte[16_384];
            int length = in.read(first);
            if (length > 0
                    && (upgrades || !asksForWebSocket(new String(first, 0, length, StandardCharsets.ISO_8859_1)))) {
                out.write(first, 0, length);
                in.transferTo(out);
            }
        } catch (IOException e) {
            // Cut, or one side has gone: then the other one goes too.
        } finally {
            open.remove(from);
        }
    }

    private static boolean asksForWebSocket(String head) {
        return head.toLowerCase(Locale.ROOT).contains("upgrade: websocket");
    }

    /** Breaks every connection, and each new one at once. */
    void cut() {
        cut = true;
        breakAll();
    }

    private void breakAll() {
        open.forEach(Network::reset);
    }

    private static void reset(Socket socket) {
        try {
            socket.setSoLinger(true, 0);
            socket.close();
        } catch (IOException e) {
            // It has gone by itself meanwhile.
        }
    }

    /** Lets connections through again. */
    void mend() {
        cut = false;
    }

    @Override
    public void close() throws IOException {
        listener.close();
        cut();
    }
}
