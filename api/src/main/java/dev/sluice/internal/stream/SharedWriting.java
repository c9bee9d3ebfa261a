package dev.sluice.internal.stream;

/**
 * How large the messages of a stream that shares its connection are at most. They are compressed when they go out: clients
 * choose the targets, and whoever publishes need not compress a message for each.
 *
 * @param target what the client calls the stream
 * @param plain their form
 */
record SharedWriting(String target, WireForm plain) implements Writing {

    @Override
    public byte[] of(Message message) {
        return message.shared(target, plain);
    }
}
