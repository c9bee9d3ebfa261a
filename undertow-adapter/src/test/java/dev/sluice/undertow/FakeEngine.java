package dev.sluice.undertow;

import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;

import dev.sluice.OneWayStream;
import dev.sluice.spi.Answer;
import dev.sluice.spi.Engine;
import dev.sluice.spi.HttpRequest;

/** An engine whose answers a test makes up. */
final class FakeEngine implements Engine {

    private final Predicate<String> served;
    private final Function<HttpRequest, Answer> answers;

    FakeEngine(Predicate<String> served, Function<HttpRequest, Answer> answers) {
        this.served = served;
        this.answers = answers;
    }

    /** Serves every path. */
    FakeEngine(Function<HttpRequest, Answer> answers) {
        this(path -> true, answers);
    }

    @Override
    public Answer answer(HttpRequest request) {
        return answers.apply(request);
    }

    @Override
    public boolean serves(String rawPath) {
        return served.test(rawPath);
    }

    @Override
    public int linkCount() {
        return 0;
    }

    @Override
    public List<OneWayStream<?>> streams() {
        return List.of();
    }

    @Override
    public void close() {}
}
