package dev.sluice.internal.stream;

import java.time.Duration;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.function.Consumer;

import dev.sluice.Close;
import dev.sluice.Close.Cause;
import dev.sluice.Codec;
import dev.sluice.internal.websocket.CloseCode;
import org.jspecify.annotations.Nullable;

/**
 * The one sequence of messages from the client, with the one that was looked at and not yet taken. For one thread at a
 * time.
 */
final class Incoming<I> implements Iterator<I> {

    private final Optional<Codec<I>> codec;
    private final Inbox inbox;
    private final Consumer<Close> ending;
    private Optional<I> next = Optional.empty();

    /**
     * Messages of this codec, which is empty if the client may send none.
     *
     * @param ending told when a message cannot be decoded
     */
    Incoming(Optional<Codec<I>> codec, Inbox inbox, Consumer<Close> ending) {
        this.codec = codec;
        this.inbox = inbox;
        this.ending = ending;
    }

    Optional<I> receive() {
        Optional<I> ahead = takeNext();
        return ahead.isPresent() ? ahead : decode(inbox.take());
    }

    Optional<I> receive(Duration timeout) {
        Optional<I> ahead = takeNext();
        return ahead.isPresent() ? ahead : decode(inbox.take(timeout));
    }

    private Optional<I> decode(byte @Nullable [] message) {
        if (message == null) {
            return Optional.empty();
        }
        try {
            return Optional.of(codec.orElseThrow().decode(message));
        } catch (RuntimeException e) {
            inbox.end(true);
            ending.accept(new Close(Cause.REFUSED, CloseCode.INVALID_PAYLOAD, "a message that cannot be decoded"));
            return Optional.empty();
        }
    }

    @Override
    public boolean hasNext() {
        if (next.isEmpty()) {
            next = receive();
        }
        return next.isPresent();
    }

    @Override
    public I next() {
        return receive().orElseThrow(() -> new NoSuchElementException("the stream has ended"));
    }

    private Optional<I> takeNext() {
        Optional<I> taken = next;
        next = Optional.empty();
        return taken;
    }
}
