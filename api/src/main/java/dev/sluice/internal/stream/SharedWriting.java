package dev.sluice.internal.stream;

/**
 * How the messages of a stream that shares its connection are written.
 *
 * @param target what the client calls the stream
 * @param plain the form of messages that are not compressed
 * @param threshold the smallest message that is compressed for all, in bytes
 */
record SharedWriting(String target, WireForm plain, int threshold) implements Writing {

    @Override
    public byte[] of(Message message) {
        return message.shared(target, message.size() < threshold ? plain : plain.deflated());
    }
}
