package dev.sluice.client.internal.carrier;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

import dev.sluice.client.internal.wire.MalformedException;

/** Puts the pieces of WebSocket messages together. For one thread at a time. */
final class Messages {

    private final int largest;
    private final StringBuilder text = new StringBuilder();
    private final ByteArrayOutputStream binary = new ByteArrayOutputStream();

    Messages(int largest) {
        this.largest = largest;
    }

    /** The message that this piece completes, if it is the last one. */
    Optional<byte[]> add(CharSequence piece, boolean last) {
        requireRoom(text.length() + piece.length());
        text.append(piece);
        if (!last) {
            return Optional.empty();
        }
        byte[] message = text.toString().getBytes(StandardCharsets.UTF_8);
        text.setLength(0);
        return Optional.of(message);
    }

    /** The message that this piece completes, if it is the last one. */
    Optional<byte[]> add(ByteBuffer piece, boolean last) {
        requireRoom(binary.size() + piece.remaining());
        byte[] bytes = new byte[piece.remaining()];
        piece.get(bytes);
        binary.writeBytes(bytes);
        if (!last) {
            return Optional.empty();
        }
        byte[] message = binary.toByteArray();
        binary.reset();
        return Optional.of(message);
    }

    private void requireRoom(int size) {
        if (size > largest) {
            throw new MalformedException("a message is larger than " + largest + " bytes");
        }
    }
}
