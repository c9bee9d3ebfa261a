package dev.sluice.internal.session;

import java.time.Duration;
import java.util.List;

import dev.sluice.Close;
import dev.sluice.Close.Cause;
import dev.sluice.TransportConfig;
import dev.sluice.internal.frame.ClientFrame;
import dev.sluice.internal.frame.FrameParser;
import dev.sluice.internal.stream.FromClient;
import dev.sluice.internal.stream.Observers;
import dev.sluice.internal.websocket.ProtocolViolation;

/** What the client of a session says, POST by POST. Thread-safe. */
final class Uplink implements Uptake.Taker {

    private final Session session;
    private final Observers observers;
    private final Arrivals arrivals;
    private final Uptake uptake;

    /** What became of a POST. */
    enum Posted {
        TAKEN, GAP, MALFORMED, OVER
    }

    Uplink(Session session, TransportConfig config, Observers observers) {
        this.session = session;
        this.observers = observers;
        this.arrivals = new Arrivals(config);
        this.uptake = new Uptake(config.time(), config.timing().heartbeat(), this);
    }

    /** Up to which of the client's frames all was taken. */
    long received() {
        return uptake.received();
    }

    /** Takes the frames of a body; may wait for the handler. */
    Posted post(long first, byte[] body) {
        if (isOver()) {
            return Posted.OVER;
        }
        try {
            List<ClientFrame> frames = PostBody.frames(body).stream().map(arrivals::checked)
                    .map(frame -> FrameParser.parse(frame, session.sharing().isPresent())).toList();
            return switch (uptake.take(first, frames)) {
                case TAKEN -> Posted.TAKEN;
                case GAP -> Posted.GAP;
                case OVER -> Posted.OVER;
            };
        } catch (ProtocolViolation violation) {
            refuse(violation);
            return Posted.MALFORMED;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Posted.TAKEN;
        }
    }

    /** Ends the session for what its client did. */
    void refuse(ProtocolViolation violation) {
        session.stream().end(new Close(Cause.REFUSED, violation.code(), violation.reason()));
    }

    @Override
    public boolean isOver() {
        return !session.stream().isOpen();
    }

    @Override
    public boolean awaitRoom(Duration atMost) throws InterruptedException {
        return session.awaitRoomWithin(atMost);
    }

    /** The one place where a frame of the client goes, each once and in order. */
    @Override
    public void take(ClientFrame frame) {
        arrivals.count();
        session.sharing().ifPresentOrElse(all -> all.received(true, frame),
                () -> FromClient.take(session.stream(), true, frame, observers));
        if (frame instanceof ClientFrame.End && frame.target().isEmpty()) {
            session.quieten();
        }
    }
}
