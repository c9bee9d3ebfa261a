package dev.sluice.internal.engine;

import java.util.Collection;

import dev.sluice.Endpoint;
import dev.sluice.TransportConfig;
import dev.sluice.spi.Answer;
import dev.sluice.spi.Engine;
import dev.sluice.spi.HttpRequest;

/** The engine. */
public final class StreamEngine implements Engine {

    /** For these endpoints. */
    public StreamEngine(TransportConfig config, Collection<? extends Endpoint> endpoints) {
    }

    @Override
    public Answer answer(HttpRequest request) {
        return new Answer.NotFound();
    }

    @Override
    public boolean serves(String rawPath) {
        return false;
    }

    @Override
    public int linkCount() {
        return 0;
    }

    @Override
    public void close() {
    }
}
