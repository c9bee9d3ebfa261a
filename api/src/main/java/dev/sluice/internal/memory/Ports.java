package dev.sluice.internal.memory;

import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.Socket;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/** The ports that stand for transports of this JVM. Thread-safe; a port belongs to one transport at a time. */
final class Ports {

    private static final int FIRST = 1_024;
    /** Systems give the ports above to connections, so none of these is that of a real server on a free port. */
    private static final int LAST = 32_767;
    private static final int LAST_OF_CLIENTS = 65_535;
    private static final ConcurrentMap<Integer, Consumer<Socket>> BOUND = new ConcurrentHashMap<>();
    private static final AtomicInteger NEXT = new AtomicInteger(FIRST);
    private static final AtomicInteger NEXT_OF_CLIENTS = new AtomicInteger(LAST + 1);

    private Ports() {}

    /**
     * Binds a transport.
     *
     * @param port the port, or 0 for a free one
     * @param acceptor gets the server's end of each connection; must not block
     * @throws BindException if the port is taken
     */
    static int bind(int port, Consumer<Socket> acceptor) throws BindException {
        if (port != 0) {
            if (BOUND.putIfAbsent(port, acceptor) != null) {
                throw new BindException("another transport in memory has port " + port);
            }
            return port;
        }
        for (int tries = FIRST; tries <= LAST; tries++) {
            int free = NEXT.getAndUpdate(next -> next == LAST ? FIRST : next + 1);
            if (BOUND.putIfAbsent(free, acceptor) == null) {
                return free;
            }
        }
        throw new BindException("all ports from " + FIRST + " to " + LAST + " are taken");
    }

    /** Lets the port go. */
    static void release(int port, Consumer<Socket> acceptor) {
        BOUND.remove(port, acceptor);
    }

    /** A port for a client, which need not be unique. */
    static int ofClient() {
        return NEXT_OF_CLIENTS.getAndUpdate(next -> next == LAST_OF_CLIENTS ? LAST + 1 : next + 1);
    }

    /**
     * Hands over the server's end of a connection.
     *
     * @throws ConnectException if no transport has this port
     */
    static void connect(int port, Socket accepted) throws IOException {
        Consumer<Socket> acceptor = BOUND.get(port);
        if (acceptor == null) {
            throw new ConnectException("no transport in memory has port " + port);
        }
        acceptor.accept(accepted);
    }
}
