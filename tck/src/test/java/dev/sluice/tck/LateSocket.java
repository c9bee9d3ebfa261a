package dev.sluice.tck;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.util.concurrent.CountDownLatch;

import dev.sluice.spi.Link;
import dev.sluice.spi.LinkHandler;
import dev.sluice.tck.Tampered.OfHandler;

/** A connection that, once it is a link, tells of its client's end by nothing but a write that fails, be it FIN or RST. */
final class LateSocket extends Socket {

    // A thread reads one connection, first its requests and then its link.
    private static final ThreadLocal<Boolean> IS_LINK = ThreadLocal.withInitial(() -> false);

    private final CountDownLatch closed = new CountDownLatch(1);

    private LateSocket() {}

    /** A server of such connections. */
    static ServerSocket server() throws IOException {
        return new ServerSocket() {
            @Override
            public Socket accept() throws IOException {
                LateSocket socket = new LateSocket();
                implAccept(socket);
                return socket;
            }
        };
    }

    /** Says when the connection becomes a link. */
    static LinkHandler watched(LinkHandler handler) {
        return new OfHandler(handler) {
            @Override
            public void opened(Link link) {
                IS_LINK.set(true);
                super.opened(link);
            }
        };
    }

    @Override
    public InputStream getInputStream() throws IOException {
        return new FilterInputStream(super.getInputStream()) {

            @Override
            public int read() throws IOException {
                byte[] one = new byte[1];
                return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
            }

            @Override
            public int read(byte[] bytes, int offset, int length) throws IOException {
                try {
                    int n = super.read(bytes, offset, length);
                    return n < 0 ? ended(n) : n;
                } catch (SocketException e) {
                    ended(-1);
                    throw e;
                }
            }
        };
    }

    /** What a read says of the end: nothing, until this side has closed the connection. */
    private int ended(int said) throws IOException {
        if (!IS_LINK.get()) {
            return said;
        }
        try {
            closed.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        throw new SocketException("closed by this side");
    }

    @Override
    public void close() throws IOException {
        super.close();
        closed.countDown();
    }
}
