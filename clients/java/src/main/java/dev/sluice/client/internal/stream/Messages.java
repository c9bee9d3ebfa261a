package dev.sluice.client.internal.stream;

import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Iterates over what a stream receives. For one thread.
 *
 * @param <O> the message
 */
final class Messages<O> implements Iterator<O> {

    private final Supplier<Optional<O>> receive;
    private Optional<O> next = Optional.empty();

    Messages(Supplier<Optional<O>> receive) {
        this.receive = receive;
    }

    @Override
    public boolean hasNext() {
        if (next.isEmpty()) {
            next = receive.get();
        }
        return next.isPresent();
    }

    @Override
    public O next() {
        if (!hasNext()) {
            throw new NoSuchElementException("the stream has ended");
        }
        O message = next.orElseThrow();
        next = Optional.empty();
        return message;
    }
}
