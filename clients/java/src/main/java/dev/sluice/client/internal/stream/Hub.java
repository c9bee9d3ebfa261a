package dev.sluice.client.internal.stream;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;

import dev.sluice.Close;
import dev.sluice.Protocol;
import dev.sluice.client.internal.carrier.Carrier;
import dev.sluice.client.internal.carrier.CarrierEnd;
import dev.sluice.client.internal.carrier.CarrierEndedException;
import dev.sluice.client.internal.carrier.Dialler;
import dev.sluice.client.internal.carrier.Settings;
import dev.sluice.client.internal.wire.MalformedException;
import dev.sluice.client.internal.wire.ServerFrame;

/**
 * Keeps the streams of one connection connected. One thread of its own makes the connections, one after the other, and reads
 * them; who is on board, and with which connection, is the {@link Roster}'s.
 */
public final class Hub {

    private static final Duration AT_ONCE = Duration.ofSeconds(5);

    private final Dialler dialler;
    private final Dialler.Purpose purpose;
    private final Comeback comeback;
    private final Roster roster;
    private final Thread thread;

    /**
     * Does nothing before it is started.
     *
     * @param onGone is run when the last connection is gone
     */
    public Hub(Dialler dialler, Dialler.Purpose purpose, Consumer<Hub> onGone) {
        this.dialler = dialler;
        this.purpose = purpose;
        this.comeback = new Comeback(settings().backoff());
        this.roster = new Roster(purpose == Dialler.Purpose.SHARED);
        this.thread = Thread.ofVirtual().name("sluice-client").unstarted(() -> {
            run();
            onGone.accept(this);
        });
    }

    /** Connects when the first stream comes. */
    public void start() {
        thread.start();
    }

    private Settings settings() {
        return dialler.settings();
    }

    /**
     * A new stream.
     *
     * @throws IllegalStateException if there is one of this target, or the hub is closed
     */
    public <I, O> ClientStream<I, O> open(Plan<I, O> plan) {
        ClientStream<I, O> stream = new ClientStream<>(plan, this);
        roster.add(stream);
        return stream;
    }

    /** Ends everything. */
    public void close() {
        roster.close(new Close(Close.Cause.COMPLETED, 1000, ""));
        if (!roster.isConnected()) {
            thread.interrupt();
        }
    }

    /** Waits until the last connection is gone. */
    public void join() throws InterruptedException {
        thread.join();
    }

    /** The client ends a stream. */
    void leave(ClientStream<?, ?> stream, Close close) {
        if (roster.leave(stream, close) && !roster.isConnected()) {
            thread.interrupt();
        }
    }

    private void run() {
        try {
            while (roster.awaitStreams()) {
                connectOnce();
            }
        } catch (InterruptedException e) {
            // Nobody is left.
        } finally {
            roster.close(new Close(Close.Cause.LOST, 1006, "the client's thread ended"));
        }
    }

    private void connectOnce() throws InterruptedException {
        Visit visit = new Visit();
        CarrierEnd end = visit.make();
        roster.away();
        if (!roster.isOver()) {
            switch (comeback.after(end, visit.goodbye)) {
                case Comeback.Next.After it -> settings().pause().pause(it.time());
                case Comeback.Next.Never it -> roster.end(it.close());
            }
        }
    }

    /** One connection, from the attempt to its end. */
    private final class Visit {

        private Optional<ServerFrame.Goodbye> goodbye = Optional.empty();
        private boolean heard;

        CarrierEnd make() throws InterruptedException {
            try {
                return read(dialler.dial(purpose, roster.cursor()));
            } catch (CarrierEndedException e) {
                return e.end();
            }
        }

        private CarrierEnd read(Carrier carrier) throws InterruptedException {
            long since = settings().time().nanos();
            try {
                roster.connected(carrier);
                while (true) {
                    take(carrier, carrier.receive());
                }
            } catch (CarrierEndedException e) {
                judge(carrier, e.end(), since);
                return e.end();
            } catch (MalformedException e) {
                carrier.close(1002, "");
                return new CarrierEnd.Malformed(e.what());
            } catch (InterruptedException e) {
                carrier.abort();
                throw e;
            }
        }

        private void judge(Carrier carrier, CarrierEnd end, long since) {
            boolean brief = settings().time().nanos() - since < AT_ONCE.toNanos();
            if (heard || !brief) {
                comeback.reset();
            } else if (end instanceof CarrierEnd.Lost && carrier.protocol() == Protocol.WEB_SOCKET) {
                dialler.suspectWebSocket();
            }
        }

        private void take(Carrier carrier, ServerFrame frame) throws InterruptedException {
            heard = true;
            if (frame instanceof ServerFrame.Goodbye it) {
                goodbye = Optional.of(it);
            } else if (frame instanceof ServerFrame.Ended it) {
                ended(it);
            } else {
                roster.take(carrier, frame);
            }
        }

        private void ended(ServerFrame.Ended end) {
            List<Roster.Seat> seats = roster.ended(end.target());
            for (Roster.Seat seat : seats) {
                if (end.retry().isEmpty()) {
                    roster.end(seat, close(end));
                } else {
                    comeLater(seat, end.retry());
                }
            }
        }

        private void comeLater(Roster.Seat seat, OptionalLong retry) {
            Comeback.Next next = seat.comeback(settings().backoff())
                    .hinted(Duration.ofMillis(retry.getAsLong()));
            if (next instanceof Comeback.Next.After it) {
                Thread.ofVirtual().name("sluice-client-retry").start(() -> roster.subscribeAfter(it.time(),
                        settings().pause(), seat));
            }
        }
    }

    private static Close close(ServerFrame.Ended end) {
        boolean status = end.code() < 1_000;
        if (status) {
            return Comeback.close(Close.Cause.REFUSED, 1008, "status " + end.code() + ": " + end.reason());
        }
        return Comeback.close(end.orderly() ? Close.Cause.PEER_CLOSED : Close.Cause.REFUSED, end.code(),
                end.reason());
    }
}
