package dev.sluice.internal.engine;

import java.net.SocketAddress;

import dev.sluice.Limits;
import dev.sluice.TimeSource;
import dev.sluice.TransportConfig;
import dev.sluice.internal.http.Responses;
import dev.sluice.internal.limit.Seats;
import dev.sluice.internal.limit.Seats.Seat;
import dev.sluice.internal.limit.TokenBucket;
import dev.sluice.spi.Answer;

/** How many openings a transport takes. An opening that is refused for the number of streams uses up no other quota. */
final class Quotas {

    private static final String SOON = "1";
    private static final String LATER = "30";

    private final Limits limits;
    private final TimeSource time;
    private final Seats seats;
    private final TokenBucket openings;

    /** The one or the other. */
    sealed interface Entry {

        record Granted(Seat seat) implements Entry {}

        record Denied(Answer.Response response) implements Entry {}
    }

    Quotas(TransportConfig config) {
        this.limits = config.limits();
        this.time = config.time();
        this.seats = new Seats(limits.maxStreams(), limits.maxStreamsPerAddress());
        this.openings = new TokenBucket(limits.maxOpeningsPerSecond(), time.nanos());
    }

    /** Takes a seat for a stream of this client; whoever gets it must see that it is left. */
    Entry enter(SocketAddress remote) {
        return switch (seats.claim(remote)) {
            case Seats.None.ALL_TAKEN ->
                denied(503, LATER, "the server has as many streams as it may, the limit is " + limits.maxStreams());
            case Seats.None.ADDRESS_HAS_ENOUGH -> denied(429, LATER,
                    "this address has as many streams as it may, the limit is " + limits.maxStreamsPerAddress());
            case Seat seat when openings.take(time.nanos()) -> new Entry.Granted(seat);
            case Seat seat -> {
                seat.leave();
                yield denied(503, SOON,
                        "too many openings a second, the limit is " + limits.maxOpeningsPerSecond());
            }
        };
    }

    /** Counts an opening on a connection that has its seat; false if there were too many. */
    boolean admitOpening() {
        return openings.take(time.nanos());
    }

    private static Entry denied(int status, String retryAfter, String text) {
        return new Entry.Denied(Responses.refuse(status, text, "Retry-After", retryAfter));
    }
}
