package dev.sluice.tck;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A proxy of TCP between clients and a transport, which behaves as its {@link Weather} says. It passes FIN on as FIN and RST
 * as RST, either way, and keeps so few bytes that a reader that is slow is felt by the writer.
 */
final class BadNetwork implements AutoCloseable {

    private static final int BUFFER_BYTES = 16 << 10;
    private static final int BACKLOG = 1_024;

    private volatile int target;
    private final Weather weather;
    private final ServerSocket entry;
    private final Set<Tunnel> tunnels = ConcurrentHashMap.newKeySet();
    private final AtomicLong seeds = new AtomicLong();

    private BadNetwork(int target, Weather weather, ServerSocket entry) {
        this.target = target;
        this.weather = weather;
        this.entry = entry;
    }

    /** A network that leads to this port of the loopback address. */
    static BadNetwork to(int target, Weather weather) {
        try {
            ServerSocket entry = new ServerSocket();
            entry.setReceiveBufferSize(BUFFER_BYTES);
            entry.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), BACKLOG);
            BadNetwork network = new BadNetwork(target, weather, entry);
            Thread.ofVirtual().name("network-accept").start(network::acceptAll);
            return network;
        } catch (IOException e) {
            throw new UncheckedIOException("a network has no port", e);
        }
    }

    /** Where clients connect. */
    int port() {
        return entry.getLocalPort();
    }

    /** How many connections there were. */
    long connections() {
        return seeds.get();
    }

    /** Leads connections from now on to this port, as if the server had moved. */
    void lead(int port) {
        target = port;
    }

    private void acceptAll() {
        while (!entry.isClosed()) {
            try {
                Socket client = entry.accept();
                Thread.startVirtualThread(() -> connect(client));
            } catch (IOException e) {
                // Closed, which ends the loop, or out of descriptors: the next one may succeed.
            }
        }
    }

    private void connect(Socket client) {
        Socket server = new Socket();
        try {
            prepare(client);
            server.setReceiveBufferSize(BUFFER_BYTES);
            prepare(server);
            server.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), target));
            Tunnel tunnel = new Tunnel(client, server, weather, seeds.incrementAndGet(), tunnels::remove);
            tunnels.add(tunnel);
            tunnel.run();
            if (entry.isClosed() && tunnel.isSilent()) {
                tunnel.cut();
            }
        } catch (IOException e) {
            refuse(client);
        }
    }

    private static void prepare(Socket socket) throws IOException {
        socket.setTcpNoDelay(true);
        socket.setSendBufferSize(BUFFER_BYTES);
    }

    private static void refuse(Socket client) {
        try (client) {
            client.setSoLinger(true, 0);
        } catch (IOException e) {
            // It is gone already.
        }
    }

    /** Takes no more connections. Those that there are go on to their ends, save silent ones, which are cut. */
    void leave() {
        try {
            entry.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        tunnels.stream().filter(Tunnel::isSilent).forEach(Tunnel::cut);
    }

    /** Takes no more connections, and cuts those that there are. */
    @Override
    public void close() {
        leave();
        tunnels.forEach(Tunnel::cut);
    }
}
