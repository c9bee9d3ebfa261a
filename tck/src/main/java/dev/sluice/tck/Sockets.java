package dev.sluice.tck;

import java.io.IOException;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import javax.net.SocketFactory;

import dev.sluice.Transport;

/**
 * What the kit's clients connect by: TCP, or the sockets of a transport that has some of its own, which it says by
 * {@code unwrap(SocketFactory.class)}. Thread-safe.
 */
final class Sockets {

    private static final Set<Transport> WITHOUT_TCP = ConcurrentHashMap.newKeySet();

    private Sockets() {}

    /** Looks whether a transport has sockets of its own. */
    static void know(Transport transport) {
        if (transport.unwrap(SocketFactory.class).isPresent()) {
            WITHOUT_TCP.add(transport);
        }
    }

    /** Nobody connects to this transport any more. */
    static void forget(Transport transport) {
        WITHOUT_TCP.remove(transport);
    }

    /** A socket that is not connected, for this port. */
    static Socket unconnected(int port) throws IOException {
        for (Transport transport : WITHOUT_TCP) {
            if (has(transport, port)) {
                return transport.unwrap(SocketFactory.class).orElseThrow().createSocket();
            }
        }
        return new Socket();
    }

    private static boolean has(Transport transport, int port) {
        try {
            return transport.port() == port;
        } catch (IllegalStateException e) {
            return false;
        }
    }
}
