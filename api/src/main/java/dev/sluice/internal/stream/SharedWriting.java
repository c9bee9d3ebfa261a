package dev.sluice.internal.stream;

/**
 * How the messages of a stream that shares its connection are written.
 *
 * @param target what the client calls the stream
 * @param threshold the smallest message that is compressed for all, in bytes
 */
record SharedWriting(String target, int threshold) implements Writing {

    @Override
    public byte[] of(Message message) {
        return message.shared(target, message.size() < threshold ? WireForm.V1_FRAME : WireForm.DEFLATED_V1_FRAME);
    }
}
