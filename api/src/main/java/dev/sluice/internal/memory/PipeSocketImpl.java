package dev.sluice.internal.memory;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.SocketImpl;
import java.net.SocketOptions;

import org.jspecify.annotations.Nullable;

/**
 * What a {@link PipeSocket} is made of. A close with linger 0 is a reset. Any other close is an end in order: what was
 * written still arrives, whatever was not read. Options that say something of a network are taken, and mean nothing.
 */
final class PipeSocketImpl extends SocketImpl {

    private static final int CAPACITY = 64 << 10;
    private static final int NONE = -1;

    private volatile @Nullable Pipe in;
    private volatile @Nullable Pipe out;
    private volatile int readTimeout = Pipe.FOREVER;
    private volatile int writeTimeout = Pipe.FOREVER;
    private volatile int linger = NONE;
    private volatile int capacity = CAPACITY;
    private InetAddress local = InetAddress.getLoopbackAddress();

    /** Not connected. */
    PipeSocketImpl() {}

    /** Connected. */
    PipeSocketImpl(Pipe in, Pipe out) {
        this.in = in;
        this.out = out;
    }

    void writeTimeout(int millis) {
        writeTimeout = millis;
    }

    @Override
    protected void create(boolean stream) {
        // There is nothing to create before there is somebody to talk to.
    }

    @Override
    protected void bind(InetAddress host, int port) {
        if (!host.isAnyLocalAddress()) {
            local = host;
        }
        localport = port == 0 ? Ports.ofClient() : port;
    }

    @Override
    protected void connect(String host, int port) throws IOException {
        connect(new InetSocketAddress(host, port), Pipe.FOREVER);
    }

    @Override
    protected void connect(InetAddress host, int port) throws IOException {
        connect(new InetSocketAddress(host, port), Pipe.FOREVER);
    }

    @Override
    protected void connect(SocketAddress to, int timeout) throws IOException {
        InetSocketAddress peer = (InetSocketAddress) to;
        address = peer.getAddress();
        port = peer.getPort();
        if (in == null) {
            if (localport == 0) {
                localport = Ports.ofClient();
            }
            Pipe toClient = new Pipe(capacity);
            Pipe toServer = new Pipe(CAPACITY);
            Ports.connect(port, PipeSocket.accepted(toServer, toClient, new InetSocketAddress(local, localport)));
            in = toClient;
            out = toServer;
        }
    }

    @Override
    protected void listen(int backlog) throws IOException {
        throw new SocketException("a pipe does not listen");
    }

    @Override
    protected void accept(SocketImpl accepted) throws IOException {
        throw new SocketException("a pipe does not accept");
    }

    @Override
    protected InputStream getInputStream() throws IOException {
        Pipe pipe = connected(in);
        return new InputStream() {
            @Override
            public int read() throws IOException {
                byte[] one = new byte[1];
                return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
            }

            @Override
            public int read(byte[] bytes, int from, int length) throws IOException {
                return pipe.read(bytes, from, length, readTimeout);
            }

            @Override
            public int available() {
                return pipe.available();
            }
        };
    }

    @Override
    protected OutputStream getOutputStream() throws IOException {
        Pipe pipe = connected(out);
        return new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                write(new byte[]{(byte) b}, 0, 1);
            }

            @Override
            public void write(byte[] bytes, int from, int length) throws IOException {
                pipe.write(bytes, from, length, writeTimeout);
            }
        };
    }

    private static Pipe connected(@Nullable Pipe pipe) throws SocketException {
        if (pipe == null) {
            throw new SocketException("Socket is not connected");
        }
        return pipe;
    }

    @Override
    protected int available() throws IOException {
        return connected(in).available();
    }

    @Override
    protected void shutdownInput() throws IOException {
        connected(in).end();
    }

    @Override
    protected void shutdownOutput() throws IOException {
        connected(out).end();
    }

    @Override
    protected void close() throws IOException {
        if (in == null) {
            return;
        }
        if (linger == 0) {
            connected(in).reset();
            connected(out).reset();
        }
        connected(out).end();
        connected(in).abandon();
    }

    @Override
    protected void sendUrgentData(int data) throws IOException {
        throw new SocketException("a pipe has no urgent data");
    }

    @Override
    public void setOption(int option, Object value) {
        switch (option) {
            case SocketOptions.SO_TIMEOUT -> readTimeout = (Integer) value;
            case SocketOptions.SO_LINGER -> linger = value instanceof Integer seconds ? seconds : NONE;
            case SocketOptions.SO_RCVBUF -> capacity = (Integer) value;
            default -> {
                // Of a network.
            }
        }
    }

    @Override
    public Object getOption(int option) {
        return switch (option) {
            case SocketOptions.SO_TIMEOUT -> readTimeout;
            case SocketOptions.SO_LINGER -> linger;
            case SocketOptions.SO_RCVBUF -> capacity;
            case SocketOptions.SO_SNDBUF -> CAPACITY;
            case SocketOptions.SO_BINDADDR -> local;
            case SocketOptions.IP_TOS -> 0;
            default -> false;
        };
    }
}
