package dev.sluice.helidon;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** HTTP/2 with prior knowledge and one request, by hand, since the JDK's client only knows the upgrade. */
final class Http2Client implements AutoCloseable {

    static final int DATA = 0;
    static final int RST_STREAM = 3;
    private static final int HEADERS = 1;
    private static final int SETTINGS = 4;
    private static final int WINDOW_UPDATE = 8;
    private static final int ACK = 1;

    record Frame(int type, int flags, int stream, String text) {

        boolean endsStream() {
            return (flags & 1) != 0;
        }
    }

    private final Socket socket;
    private final DataInputStream in;
    private final DataOutputStream out;

    Http2Client(int port) throws IOException {
        socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setSoTimeout(20_000);
        in = new DataInputStream(socket.getInputStream());
        out = new DataOutputStream(socket.getOutputStream());
        out.write("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        write(SETTINGS, 0, 0, new byte[0]);
    }

    private void write(int type, int flags, int stream, byte[] payload) throws IOException {
        ByteArrayOutputStream frame = new ByteArrayOutputStream();
        DataOutputStream data = new DataOutputStream(frame);
        data.writeShort(payload.length >> 8);
        data.writeByte(payload.length);
        data.writeByte(type);
        data.writeByte(flags);
        data.writeInt(stream);
        data.write(payload);
        out.write(frame.toByteArray());
        out.flush();
    }

    /** Opens this stream with a GET request. */
    void get(int stream, String path) throws IOException {
        ByteArrayOutputStream block = new ByteArrayOutputStream();
        block.write(0x82); // :method GET
        block.write(0x86); // :scheme http
        literal(block, 4, path); // :path
        literal(block, 1, "localhost"); // :authority
        write(HEADERS, 5, stream, block.toByteArray());
    }

    private static void literal(ByteArrayOutputStream block, int nameIndex, String value) {
        block.write(nameIndex);
        block.write(value.length());
        block.writeBytes(value.getBytes(StandardCharsets.US_ASCII));
    }

    void reset(int stream) throws IOException {
        write(RST_STREAM, 0, stream, new byte[]{0, 0, 0, 8});
    }

    void openWindow(int stream, int bytes) throws IOException {
        write(WINDOW_UPDATE, 0, stream, new byte[]{0, (byte) (bytes >> 16), (byte) (bytes >> 8), (byte) bytes});
    }

    /** The next frame of this type. */
    Frame next(int type) throws IOException {
        while (true) {
            int length = in.readUnsignedByte() << 16 | in.readUnsignedShort();
            Frame frame = new Frame(in.readUnsignedByte(), in.readUnsignedByte(), in.readInt(),
                    new String(in.readNBytes(length), StandardCharsets.ISO_8859_1));
            if (frame.type == SETTINGS && (frame.flags & ACK) == 0) {
                write(SETTINGS, ACK, 0, new byte[0]);
            }
            if (frame.type == type) {
                return frame;
            }
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
