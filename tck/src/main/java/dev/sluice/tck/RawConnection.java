package dev.sluice.tck;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A connection to the transport under test, to the byte. No wait is longer than {@link #DEADLINE}. */
final class RawConnection implements AutoCloseable {

    /** Longer than any transport needs, even on a busy machine: only a failing test waits for it. */
    static final Duration DEADLINE = Duration.ofSeconds(5);

    /** What the buffers of TCP take for certain; a longer write could wait for the server. */
    private static final int NEVER_BLOCKS = 16 << 10;

    /** How the server ended the connection. */
    enum End {
        /** In an orderly way. */
        FIN,
        /** By a reset, which can destroy what was sent before. */
        RESET
    }

    private final Socket socket;
    private final InputStream in;

    private RawConnection(Socket socket) throws IOException {
        this.socket = socket;
        this.in = new BufferedInputStream(socket.getInputStream());
    }

    /** Connects to this port of the loopback address. */
    static RawConnection open(int port) {
        return open(port, new InetSocketAddress(0));
    }

    /** Connects from this address to this port of the loopback address. */
    static RawConnection open(int port, InetSocketAddress from) {
        int millis = (int) DEADLINE.toMillis();
        try {
            Socket socket = Sockets.unconnected(port);
            socket.setTcpNoDelay(true);
            socket.setSoTimeout(millis);
            socket.bind(from);
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), millis);
            return new RawConnection(socket);
        } catch (IOException e) {
            throw new AssertionError("no connection to port " + port, e);
        }
    }

    /** The port of the client's end. */
    int localPort() {
        return socket.getLocalPort();
    }

    /** Sends these bytes by one write. */
    void send(byte[] bytes) {
        try {
            if (bytes.length <= NEVER_BLOCKS) {
                socket.getOutputStream().write(bytes);
            } else {
                sendByAnotherThread(bytes);
            }
        } catch (IOException e) {
            throw new AssertionError("the connection broke while " + bytes.length + " bytes were sent", e);
        }
    }

    /** Sends these bytes, one a packet. */
    void sendByteByByte(byte[] bytes) {
        for (byte b : bytes) {
            send(new byte[]{b});
        }
    }

    /** The next byte, or -1 at the end of the server's half. */
    int read(String expected) {
        try {
            return in.read();
        } catch (SocketTimeoutException e) {
            throw new AssertionError("nothing came within " + DEADLINE.toSeconds() + " s, expected " + expected, e);
        } catch (IOException e) {
            throw new AssertionError("the connection broke, expected " + expected, e);
        }
    }

    /** Exactly this many bytes. */
    byte[] read(int count, String expected) {
        byte[] bytes = new byte[count];
        for (int i = 0; i < count; i++) {
            int next = read(expected);
            if (next < 0) {
                throw new AssertionError("the server ended the connection after " + i + " of " + count
                        + " bytes, expected " + expected);
            }
            bytes[i] = (byte) next;
        }
        return bytes;
    }

    /** Everything up to the end of the server's half. */
    byte[] readToEnd(String expected) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (int next = read(expected); next >= 0; next = read(expected)) {
            bytes.write(next);
        }
        return bytes.toByteArray();
    }

    /** Everything up to the end of the server's half, or up to a reset. */
    byte[] readToAnyEnd() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try {
            for (int next = in.read(); next >= 0; next = in.read()) {
                bytes.write(next);
            }
        } catch (SocketTimeoutException e) {
            throw new AssertionError("the connection was still open after " + DEADLINE.toSeconds() + " s", e);
        } catch (IOException e) {
            // A reset, as where the server did not read all that was sent.
        }
        return bytes.toByteArray();
    }

    /** A line of an HTTP head, without its CR LF. */
    String readLine(String expected) {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int next = read(expected); next != '\n'; next = read(expected)) {
            if (next < 0) {
                throw new AssertionError("the server ended the connection, expected " + expected);
            }
            line.write(next);
        }
        String text = line.toString(StandardCharsets.ISO_8859_1);
        return text.endsWith("\r") ? text.substring(0, text.length() - 1) : text;
    }

    /** How the connection ended; fails if it is open after {@link #DEADLINE}, or if there are bytes before its end. */
    End awaitEnd() {
        try {
            int next = in.read();
            if (next >= 0) {
                throw new AssertionError(
                        "expected the end of the connection, got bytes, the first is 0x" + Integer.toHexString(next));
            }
            return End.FIN;
        } catch (SocketTimeoutException e) {
            throw new AssertionError("the connection was still open after " + DEADLINE.toSeconds() + " s", e);
        } catch (IOException e) {
            return End.RESET;
        }
    }

    /** Resets the connection, unless it is closed. */
    void reset() {
        try {
            if (!socket.isClosed()) {
                socket.setSoLinger(true, 0);
                socket.close();
            }
        } catch (IOException e) {
            throw new AssertionError("the client's own socket does not close", e);
        }
    }

    /** Ends the client's half, as far as the server has not cut the connection already. */
    void endOutput() {
        try {
            socket.shutdownOutput();
        } catch (IOException e) {
            // The server was faster, and the end of its half is what tests look at.
        }
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new AssertionError("the client's own socket does not close", e);
        }
    }

    /** A blocked write cannot be interrupted, so it gets a thread that the deadline can leave behind. */
    private void sendByAnotherThread(byte[] bytes) throws IOException {
        FutureTask<Void> write = new FutureTask<>(() -> {
            socket.getOutputStream().write(bytes);
            return null;
        });
        Thread.ofPlatform().daemon().start(write);
        try {
            write.get(DEADLINE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            socket.close();
            throw new AssertionError("the server did not take " + bytes.length + " bytes within " + DEADLINE.toSeconds()
                    + " s", e);
        } catch (ExecutionException e) {
            throw new IOException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted while sending", e);
        }
    }
}
