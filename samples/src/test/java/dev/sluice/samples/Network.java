package dev.sluice.samples;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
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
    private ServerSocket listener;

    private Network(int target, boolean upgrades) throws IOException {
        this.target = target;
        this.upgrades = upgrades;
        this.listener = listen(0);
        this.port = listener.getLocalPort();
        accept(listener);
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

    private static ServerSocket listen(int port) throws IOException {
        ServerSocket socket = new ServerSocket();
        socket.setReuseAddress(true);
        socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        return socket;
    }

    private void accept(ServerSocket from) {
        Thread.startVirtualThread(() -> {
            try {
                while (true) {
                    connect(from.accept());
                }
            } catch (IOException e) {
                // Cut.
            }
        });
    }

    private void connect(Socket client) throws IOException {
        Socket server = new Socket(InetAddress.getLoopbackAddress(), target);
        open.add(client);
        open.add(server);
        Thread.startVirtualThread(() -> pump(client, server));
        Thread.startVirtualThread(() -> pump(server, client));
        if (listener.isClosed()) {
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

    /** Breaks every connection and refuses new ones. */
    void cut() throws IOException {
        listener.close();
        breakAll();
    }

    private void breakAll() {
        for (Socket socket : open) {
            try {
                socket.setSoLinger(true, 0);
                socket.close();
            } catch (IOException e) {
                // It has gone by itself meanwhile.
            }
        }
    }

    /** Lets connections through again. */
    void mend() throws IOException {
        listener = listen(port);
        accept(listener);
    }

    @Override
    public void close() throws IOException {
        cut();
    }
}
