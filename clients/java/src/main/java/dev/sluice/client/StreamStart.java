package dev.sluice.client;

import java.util.Optional;
import java.util.function.Consumer;

import dev.sluice.Answerer;
import dev.sluice.Codec;
import dev.sluice.Reply;
import dev.sluice.client.internal.stream.ClientStream;
import dev.sluice.client.internal.stream.Plan;

/** A stream about to be opened. For one thread. */
final class StreamStart<I, O> implements TwoWayClientStream.Builder<I, O> {

    private static final System.Logger LOG = System.getLogger("dev.sluice.client");
    private static final int USUAL_BUFFER = 64;
    private static final int LARGEST_BUFFER = 1_000_000;

    private final SluiceClient client;
    private final String channel;
    private final Optional<Codec<I>> incoming;
    private final Codec<O> outgoing;
    private Optional<String> cursor = Optional.empty();
    private int buffer = USUAL_BUFFER;
    private Consumer<Gap> onGap;
    private Answerer<? super O, I> answers = message -> Reply.failure(501, "this client answers no requests");

    StreamStart(SluiceClient client, String channel, Optional<Codec<I>> incoming, Codec<O> outgoing) {
        this.client = client;
        this.channel = channel;
        this.incoming = incoming;
        this.outgoing = outgoing;
        this.onGap = gap -> LOG.log(System.Logger.Level.WARNING, "a gap on channel ''{0}'': {1}", channel, gap);
    }

    @Override
    public StreamStart<I, O> behind(String place) {
        requireWord("cursor", place);
        cursor = Optional.of(place);
        return this;
    }

    @Override
    public StreamStart<I, O> buffer(int messages) {
        if (messages < 1 || messages > LARGEST_BUFFER) {
            throw new IllegalArgumentException(
                    "buffer is " + messages + ", it may be 1 to " + LARGEST_BUFFER);
        }
        buffer = messages;
        return this;
    }

    @Override
    public StreamStart<I, O> onGap(Consumer<Gap> listener) {
        onGap = listener;
        return this;
    }

    @Override
    public StreamStart<I, O> answering(Answerer<? super O, I> how) {
        answers = how;
        return this;
    }

    @Override
    public ClientStream<I, O> open() {
        return client.open(plan(""), incoming.isPresent(), isBinary());
    }

    @Override
    public ClientStream<I, O> subscribe(String target) {
        requireWord("target", target);
        if (target.charAt(0) != '/') {
            throw new IllegalArgumentException("target '" + target + "' does not begin with a slash");
        }
        return client.subscribe(plan(target));
    }

    private Plan<I, O> plan(String target) {
        return new Plan<>(channel, target, incoming, outgoing, cursor, buffer, onGap, answers);
    }

    private boolean isBinary() {
        return outgoing.form() == Codec.Form.BINARY
                || incoming.filter(codec -> codec.form() == Codec.Form.BINARY).isPresent();
    }

    private static void requireWord(String what, String word) {
        if (word.isEmpty() || !word.chars().allMatch(c -> c > ' ' && c <= '~')) {
            throw new IllegalArgumentException(
                    what + " '" + word + "' is empty or has characters that are not printable ASCII");
        }
    }
}
