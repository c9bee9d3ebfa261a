package dev.sluice.client.internal.stream;

import java.util.Optional;
import java.util.function.Consumer;

import dev.sluice.Answerer;
import dev.sluice.Codec;
import dev.sluice.client.Gap;

/**
 * What a stream is to be.
 *
 * @param <I> what the client sends
 * @param <O> what the server sends
 * @param channel the channel's name, for people
 * @param target on a shared endpoint; empty on one of a single channel
 * @param incoming how the client's messages are encoded; empty where it sends none
 * @param outgoing how the server's messages are decoded
 * @param cursor behind which to begin
 * @param buffer how many messages may wait to be received
 * @param onGap is told of gaps
 * @param answers answers the server's requests
 */
public record Plan<I, O>(
        String channel,
        String target,
        Optional<Codec<I>> incoming,
        Codec<O> outgoing,
        Optional<String> cursor,
        int buffer,
        Consumer<Gap> onGap,
        Answerer<? super O, I> answers) {

    boolean isShared() {
        return !target.isEmpty();
    }
}
