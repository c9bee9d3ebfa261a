package dev.sluice.internal.memory;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;

/** A socket on two pipes: what {@link Socket} promises holds, without a network. */
final class PipeSocket extends Socket {

    private final PipeSocketImpl impl;

    private PipeSocket(PipeSocketImpl impl) throws SocketException {
        super(impl);
        this.impl = impl;
    }

    /** A client's socket, not connected. */
    static PipeSocket client() throws SocketException {
        return new PipeSocket(new PipeSocketImpl());
    }

    /** The server's end of a connection. */
    static PipeSocket accepted(Pipe in, Pipe out, InetSocketAddress client) throws IOException {
        PipeSocket socket = new PipeSocket(new PipeSocketImpl(in, out));
        socket.connect(client);
        return socket;
    }

    /**
     * How long a write waits for each bit of room, before it fails by a {@link java.net.SocketTimeoutException}.
     *
     * @param millis the time, or {@link Pipe#FOREVER}
     */
    void writeTimeout(int millis) {
        impl.writeTimeout(millis);
    }
}
