package dev.sluice.soak;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;

/** One client, from when it comes until it has gone, by either protocol and in any manner. */
final class Visit {

    private static final int SMALL_BUFFER = 4_096;
    private static final Duration LONGEST = Duration.ofSeconds(5);
    private static final Duration STALLED = Duration.ofSeconds(15);
    private static final int ANSWER_MILLIS = 10_000;
    private static final byte[] CLOSE_1000 = {(byte) 0x88, (byte) 0x82, 0, 0, 0, 0, 0x03, (byte) 0xE8};

    /** How a client behaves and leaves. */
    private enum Manner {
        LEAVE, LEAVE_AT_ONCE, RESET, STALL, SAY_GOODBYE
    }

    private Visit() {}

    /**
     * Comes and goes.
     *
     * @throws IOException if there was no stream
     */
    static void make(int port, Random random) throws IOException {
        Manner manner = Manner.values()[random.nextInt(Manner.values().length)];
        boolean webSocket = random.nextBoolean();
        try (Socket socket = new Socket()) {
            if (manner == Manner.STALL) {
                socket.setReceiveBufferSize(SMALL_BUFFER);
            }
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), ANSWER_MILLIS);
            socket.setSoTimeout(ANSWER_MILLIS);
            socket.getOutputStream().write(request(webSocket));
            requireStream(socket.getInputStream(), webSocket ? "101" : "200");
            behave(socket, manner, webSocket, Duration.ofMillis(random.nextInt((int) LONGEST.toMillis())));
        }
    }

    private static byte[] request(boolean webSocket) {
        List<String> lines = new ArrayList<>(List.of("GET /news HTTP/1.1", "Host: localhost"));
        if (webSocket) {
            lines.addAll(List.of("Connection: Upgrade", "Upgrade: websocket", "Sec-WebSocket-Version: 13",
                    "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA=="));
        }
        return (String.join("\r\n", lines) + "\r\n\r\n").getBytes(StandardCharsets.US_ASCII);
    }

    private static void requireStream(InputStream in, String status) throws IOException {
        String line = new String(in.readNBytes("HTTP/1.1 200".length()), StandardCharsets.US_ASCII);
        if (!line.endsWith(status)) {
            throw new IOException("expected status " + status + ", got " + line);
        }
    }

    private static void behave(Socket socket, Manner manner, boolean webSocket, Duration stay) {
        try {
            switch (manner) {
                case LEAVE_AT_ONCE -> {
                    // That is all.
                }
                case STALL -> LockSupport.parkNanos(STALLED.toNanos());
                case LEAVE -> read(socket, stay);
                case RESET -> {
                    read(socket, stay);
                    socket.setSoLinger(true, 0);
                }
                case SAY_GOODBYE -> {
                    read(socket, stay);
                    if (webSocket) {
                        socket.getOutputStream().write(CLOSE_1000);
                    } else {
                        socket.shutdownOutput();
                    }
                    read(socket, stay);
                }
            }
        } catch (IOException e) {
            // The server ended the stream first, as it may.
        }
    }

    private static void read(Socket socket, Duration atMost) throws IOException {
        byte[] buffer = new byte[SMALL_BUFFER];
        long end = System.nanoTime() + atMost.toNanos();
        for (long left = atMost.toMillis(); left > 0; left = (end - System.nanoTime()) / 1_000_000) {
            socket.setSoTimeout((int) left);
            try {
                if (socket.getInputStream().read(buffer) < 0) {
                    return;
                }
            } catch (SocketTimeoutException e) {
                return;
            }
        }
    }
}
