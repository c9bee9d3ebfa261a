package dev.sluice.client.internal.stream;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

import dev.sluice.Close;
import dev.sluice.client.Backoff;
import dev.sluice.client.internal.carrier.Carrier;
import dev.sluice.client.internal.carrier.Settings;
import dev.sluice.client.internal.wire.ClientFrame;
import dev.sluice.client.internal.wire.MalformedException;
import dev.sluice.client.internal.wire.ServerFrame;

/**
 * The streams of a connection, by their targets. Under the lock, {@code seats} holds those that have not ended, and
 * {@code leaving} says how many ends of older streams are still to come for a target; {@code subscribe} and {@code end} are sent
 * under the lock, so that they go in the order in which things happen here.
 */
final class Roster {

    /** A stream on board. */
    static final class Seat {

        private final ClientStream<?, ?> stream;
        private boolean subscribed;
        private boolean later;
        private Optional<Comeback> comeback = Optional.empty();

        private Seat(ClientStream<?, ?> stream) {
            this.stream = stream;
        }

        /** When this stream comes back; for the hub's thread. */
        Comeback comeback(Backoff backoff) {
            if (comeback.isEmpty()) {
                comeback = Optional.of(new Comeback(backoff));
            }
            return comeback.get();
        }
    }

    private final boolean shared;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Map<String, Seat> seats = new LinkedHashMap<>();
    private final Map<String, Integer> leaving = new HashMap<>();
    private Optional<Carrier> carrier = Optional.empty();
    private boolean over;

    Roster(boolean shared) {
        this.shared = shared;
    }

    void add(ClientStream<?, ?> stream) {
        lock.lock();
        try {
            if (over) {
                throw new IllegalStateException("the client is closed");
            }
            if (seats.containsKey(stream.target())) {
                throw new IllegalStateException("there is a stream of " + stream.target() + " already");
            }
            Seat seat = new Seat(stream);
            seats.put(stream.target(), seat);
            changed.signalAll();
            subscribe(seat);
        } finally {
            lock.unlock();
        }
    }

    /** Waits for a stream; false if there will be none. */
    boolean awaitStreams() throws InterruptedException {
        lock.lockInterruptibly();
        try {
            while (!over && seats.isEmpty()) {
                changed.await();
            }
            return !over;
        } finally {
            lock.unlock();
        }
    }

    boolean isOver() {
        lock.lock();
        try {
            return over;
        } finally {
            lock.unlock();
        }
    }

    boolean isConnected() {
        lock.lock();
        try {
            return carrier.isPresent();
        } finally {
            lock.unlock();
        }
    }

    /** Where to go on, on an endpoint of one channel. */
    Optional<String> cursor() {
        lock.lock();
        try {
            return shared
                    ? Optional.empty()
                    : seats.values().stream().findFirst()
                            .flatMap(seat -> seat.stream.arrivedCursor());
        } finally {
            lock.unlock();
        }
    }

    void connected(Carrier made) {
        lock.lock();
        try {
            if (over) {
                made.close(1000, "");
                return;
            }
            carrier = Optional.of(made);
            leaving.clear();
            seats.values().forEach(seat -> {
                if (shared) {
                    subscribe(seat);
                } else {
                    seat.stream.connected(made, Integer.MAX_VALUE);
                }
            });
        } finally {
            lock.unlock();
        }
    }

    private void subscribe(Seat seat) {
        if (shared && !seat.subscribed && !seat.later) {
            carrier.ifPresent(it -> {
                seat.subscribed = true;
                ClientStream<?, ?> stream = seat.stream;
                it.send(ClientFrame.subscribe(stream.target(), stream.firstCredit(), stream.arrivedCursor()));
            });
        }
    }

    void away() {
        lock.lock();
        try {
            carrier = Optional.empty();
            seats.values().forEach(seat -> {
                seat.subscribed = false;
                seat.stream.away();
            });
        } finally {
            lock.unlock();
        }
    }

    /** Hands a frame to its stream. */
    void take(Carrier from, ServerFrame frame) throws InterruptedException {
        Optional<Seat> seat = seat(target(frame));
        if (seat.isEmpty()) {
            return;
        }
        ClientStream<?, ?> stream = seat.get().stream;
        if (frame instanceof ServerFrame.Subscribed it) {
            stream.connected(from, it.credit());
        } else if (!stream.take(from, frame)) {
            throw new MalformedException("a message beyond the credit of " + stream.target());
        } else if (frame instanceof ServerFrame.Message) {
            seat.get().comeback.ifPresent(Comeback::reset);
        }
    }

    /** Who sits there, unless what comes is still for somebody older. */
    private Optional<Seat> seat(String target) {
        lock.lock();
        try {
            return leaving.containsKey(target) ? Optional.empty() : Optional.ofNullable(seats.get(target));
        } finally {
            lock.unlock();
        }
    }

    private static String target(ServerFrame frame) {
        return switch (frame) {
            case ServerFrame.Subscribed it -> it.target();
            case ServerFrame.Begin it -> it.target();
            case ServerFrame.Resumed it -> it.target();
            case ServerFrame.Missed it -> it.target();
            case ServerFrame.Message it -> it.target();
            case ServerFrame.Ended it -> it.target();
            case ServerFrame.Credit it -> it.target();
            case ServerFrame.Request it -> it.target();
            case ServerFrame.Reply it -> it.target();
            case ServerFrame.Failure it -> it.target();
            case ServerFrame.Cancel it -> it.target();
            case ServerFrame.Goodbye it -> "";
            case ServerFrame.Unknown it -> "";
        };
    }

    /** The server ended a stream of this target: the seat, unless it was an older one. */
    List<Seat> ended(String target) {
        lock.lock();
        try {
            if (leaving.containsKey(target)) {
                leaving.computeIfPresent(target, (key, number) -> number > 1 ? number - 1 : null);
                return List.of();
            }
            Optional<Seat> seat = Optional.ofNullable(seats.get(target)).filter(it -> it.subscribed);
            seat.ifPresent(it -> {
                it.subscribed = false;
                it.later = true;
                it.stream.away();
            });
            return seat.stream().toList();
        } finally {
            lock.unlock();
        }
    }

    void end(Seat seat, Close close) {
        lock.lock();
        try {
            seats.remove(seat.stream.target(), seat);
        } finally {
            lock.unlock();
        }
        seat.stream.end(close);
    }

    void subscribeAfter(Duration time, Settings.Pause pause, Seat seat) {
        try {
            pause.pause(time);
        } catch (InterruptedException e) {
            return;
        }
        lock.lock();
        try {
            seat.later = false;
            if (seats.get(seat.stream.target()) == seat) {
                subscribe(seat);
            }
        } finally {
            lock.unlock();
        }
    }

    /** The client ends a stream; true if nobody is left for whom there would be a connection. */
    boolean leave(ClientStream<?, ?> stream, Close close) {
        lock.lock();
        try {
            Optional<Seat> seat = Optional.ofNullable(seats.get(stream.target())).filter(it -> it.stream == stream);
            if (seat.isPresent()) {
                seats.remove(stream.target());
                over |= !shared;
                carrier.ifPresent(it -> leave(it, seat.get(), close));
            }
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        stream.end(close);
        return isOver();
    }

    private void leave(Carrier from, Seat seat, Close close) {
        String target = seat.stream.target();
        if (!shared) {
            from.close(close.code(), close.reason());
        } else if (seat.subscribed) {
            leaving.merge(target, 1, Integer::sum);
            from.send(close.code() == 1000
                    ? ClientFrame.unsubscribe(target)
                    : ClientFrame.end(target, close.code(), close.reason()));
        }
    }

    /** All are over, for this reason; others may come. */
    void end(Close close) {
        List<Seat> all;
        lock.lock();
        try {
            all = new ArrayList<>(seats.values());
            seats.clear();
            over |= !shared;
        } finally {
            lock.unlock();
        }
        all.forEach(seat -> seat.stream.end(close));
    }

    /** All are over, and nobody may come any more. */
    void close(Close close) {
        lock.lock();
        try {
            over = true;
            carrier.ifPresent(it -> it.close(1000, ""));
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        end(close);
    }
}
