package dev.sluice.tck;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;

/**
 * A TCP connection to the transport. Every read has a deadline; how the connection ends is up to the test. What the
 * network says arrives as {@link IOException}: a reset, or an {@link EOFException} where more was to come.
 */
final class Wire implements AutoCloseable {

    private final Socket tcp;
    private final Socket socket;
    private final InputStream in;

    private Wire(Socket tcp, Socket socket) throws IOException {
        this.tcp = tcp;
        this.socket = socket;
        this.in = new BufferedInputStream(socket.getInputStream());
    }

    /** Connects with the system's buffers. */
    static Wire to(int port) {
        return to(port, 0);
    }

    /**
     * Connects.
     *
     * @param receiveBuffer how many bytes the system takes in before the test reads them, roughly; 0 for its default
     */
    static Wire to(int port, int receiveBuffer) {
        try {
            Socket tcp = connect(port, receiveBuffer);
            return new Wire(tcp, tcp);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot connect to port " + port, e);
        }
    }

    /**
     * Connects and shakes hands for TLS.
     *
     * @param receiveBuffer as in {@link #to(int, int)}
     * @param protocols what the client wants to speak (ALPN)
     */
    static Wire tls(int port, int receiveBuffer, SSLContext client, String... protocols) {
        try {
            Socket tcp = connect(port, receiveBuffer);
            SSLSocket tls = (SSLSocket) client.getSocketFactory().createSocket(tcp, "127.0.0.1", port, true);
            SSLParameters parameters = tls.getSSLParameters();
            parameters.setApplicationProtocols(protocols);
            tls.setSSLParameters(parameters);
            tls.startHandshake();
            return new Wire(tcp, tls);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot connect to port " + port, e);
        }
    }

    private static Socket connect(int port, int receiveBuffer) throws IOException {
        Socket socket = Sockets.unconnected(port);
        if (receiveBuffer > 0) {
            socket.setReceiveBufferSize(receiveBuffer);
        }
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port),
                (int) Waiting.deadline().toMillis());
        socket.setTcpNoDelay(true);
        socket.setSoTimeout((int) Waiting.deadline().toMillis());
        return socket;
    }

    /** What client and server agreed to speak (ALPN); empty if they did not. */
    String protocol() {
        return socket instanceof SSLSocket tls ? tls.getApplicationProtocol() : "";
    }

    /** Writes; waits while the transport does not read. */
    void write(byte[] bytes) {
        try {
            socket.getOutputStream().write(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Writes characters up to U+00FF, a byte each. */
    void write(String text) {
        write(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    /** The next byte, or -1 if the transport ended its half of the connection. */
    int read() throws IOException {
        try {
            return in.read();
        } catch (SocketTimeoutException e) {
            throw silence(e);
        }
    }

    /** This many bytes. */
    byte[] read(int count) throws IOException {
        byte[] bytes;
        try {
            bytes = in.readNBytes(count);
        } catch (SocketTimeoutException e) {
            throw silence(e);
        }
        if (bytes.length < count) {
            throw new EOFException("the connection ended " + (count - bytes.length) + " bytes too early");
        }
        return bytes;
    }

    /** A line of HTTP, without its CR LF. */
    String line() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        int b = read();
        while (b != '\n') {
            if (b < 0) {
                throw new EOFException("the connection ended inside the line '" + line + "'");
            }
            line.write(b);
            b = read();
        }
        String text = line.toString(StandardCharsets.ISO_8859_1);
        if (!text.endsWith("\r")) {
            throw new AssertionError("a line of HTTP ends by CR LF, not by LF alone: '" + text + "'");
        }
        return text.substring(0, text.length() - 1);
    }

    /**
     * How the connection ends, when nothing more is expected: true for FIN, false for RST. With TLS a FIN counts only behind
     * {@code close_notify}.
     */
    boolean endsByFin() {
        try {
            int more = read();
            if (more >= 0) {
                throw new AssertionError("expected the end of the connection, and got the byte " + more);
            }
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    /** Whether the connection ends, in whatever way; fails if it is still open at the deadline. */
    boolean reachesEnd() {
        try {
            for (int b = read(); b >= 0; b = read()) {
                // Whatever is said before does not matter.
            }
        } catch (IOException e) {
            // A reset is an end too.
        }
        return true;
    }

    /** Ends the client's half of the connection; with TLS by its {@code close_notify}, which FIN may or may not follow. */
    void fin() {
        try {
            socket.shutdownOutput();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Ends the client's half of the TCP connection, with no word of TLS before. */
    void bareFin() {
        try {
            tcp.shutdownOutput();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Resets the connection, unless it is closed. */
    void reset() {
        try {
            if (!tcp.isClosed()) {
                tcp.setSoLinger(true, 0);
                tcp.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        try {
            tcp.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static AssertionError silence(SocketTimeoutException cause) {
        return new AssertionError("nothing arrived within " + Waiting.deadline().toMillis() + " ms", cause);
    }
}
