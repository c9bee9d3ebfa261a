package dev.sluice.internal.stream;

import java.time.Duration;
import java.util.Optional;

import dev.sluice.Answerer;
import dev.sluice.Channel;
import dev.sluice.Close;
import dev.sluice.Close.Cause;
import dev.sluice.Codec;
import dev.sluice.CodecException;
import dev.sluice.Reply;
import dev.sluice.TimeSource;
import dev.sluice.internal.frame.ClientFrame;
import dev.sluice.internal.websocket.CloseCode;

/** The requests on a two-way stream, both ways. */
final class Requests<I, O> implements Answering.Outcomes<O> {

    private static final Duration LONGEST = Duration.ofDays(365);

    private final LiveStream<I, O> stream;
    private final Channel<O> channel;
    private final Codec<I> incoming;
    private final Asking asking;
    private final Answering<I, O> answering;

    Requests(LiveStream<I, O> stream, Codec<I> incoming, TimeSource time) {
        this.stream = stream;
        this.channel = stream.channel();
        this.incoming = incoming;
        this.asking = new Asking(time);
        this.answering = new Answering<>(incoming, this, time);
    }

    Reply<I> ask(O message, Duration deadline) {
        if (deadline.compareTo(Duration.ofMillis(1)) < 0 || deadline.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException("the deadline is " + deadline + ", it may be 1 ms to " + LONGEST);
        }
        byte[] payload = channel.outgoing().encode(message);
        Reply<byte[]> reply = asking.ask(deadline,
                id -> stream
                        .offerAhead(Correlated.request(channel.outgoing().form(), payload, id, deadline.toMillis())),
                id -> stream.noteAhead(Notice.about("cancel", Long.toString(id), "")));
        return switch (reply) {
            case Reply.Answer<byte[]> answer -> decode(answer.message());
            case Reply.Failure<byte[]> failure -> Reply.failure(failure.code(), failure.reason());
        };
    }

    private Reply<I> decode(byte[] answer) {
        try {
            return Reply.of(incoming.decode(answer));
        } catch (RuntimeException e) {
            stream.end(new Close(Cause.REFUSED, CloseCode.INVALID_PAYLOAD, "an answer that cannot be decoded"));
            return Reply.failure(Asking.STREAM_ENDED, "the stream has ended");
        }
    }

    void answer(Answerer<? super I, O> answerer) {
        answering.by(answerer);
    }

    /** What the client says about requests; false if that was something else. */
    boolean take(ClientFrame frame) {
        switch (frame) {
            case ClientFrame.Request request -> answering.asked(request);
            case ClientFrame.Cancel cancel -> answering.cancelled(cancel.id());
            case ClientFrame.Reply reply -> asking.answered(reply.id(), Reply.of(reply.message()));
            case ClientFrame.Failure failure ->
                asking.answered(failure.id(), Reply.failure(failure.code(), failure.reason()));
            default -> {
                return false;
            }
        }
        return true;
    }

    /** Nobody need wait for an answerer any more. */
    void settle() {
        answering.settle();
    }

    void tick(long now) {
        asking.tick(now);
        answering.tick(now);
    }

    void end() {
        asking.end();
        answering.end();
    }

    @Override
    public void reply(long id, O message) {
        Optional<Correlated> reply = encoded(message, id);
        if (reply.isPresent() && stream.couldTake(reply.get())) {
            stream.sendAhead(reply.get());
        } else {
            fail(id, 500, "the server failed");
        }
    }

    private Optional<Correlated> encoded(O message, long id) {
        try {
            return Optional.of(Correlated.reply(channel.outgoing().form(), channel.outgoing().encode(message), id));
        } catch (CodecException e) {
            System.getLogger("dev.sluice").log(System.Logger.Level.WARNING, "an answer cannot be encoded", e);
            return Optional.empty();
        }
    }

    @Override
    public boolean keep(int bytes) {
        return stream.keep(bytes);
    }

    @Override
    public void letGo(int bytes) {
        stream.letGo(bytes);
    }

    @Override
    public void fail(long id, int code, String reason) {
        stream.noteAhead(Notice.about("failure", id + " " + code, reason));
    }
}
