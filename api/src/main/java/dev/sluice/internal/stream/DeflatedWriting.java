package dev.sluice.internal.stream;

/**
 * Compressed, each message by itself, so that it is done once for all streams that take it so.
 *
 * @param plain the form of messages that are not worth it
 * @param threshold the smallest message that is compressed, in bytes
 */
record DeflatedWriting(WireForm plain, int threshold) implements Writing {

    @Override
    public byte[] of(Message message) {
        return message.wire(message.size() < threshold ? plain : plain.deflated());
    }
}
