package dev.sluice.internal.session;

import java.util.HashMap;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * The newest events of a session, for a client that comes back. Invariant: those that are kept have all numbers from
 * {@code first} to {@code last}, and are no more than {@code maxEvents} with no more than {@code maxBytes}, save for the
 * newest one. For one thread at a time.
 */
final class Kept {

    private final int maxEvents;
    private final int maxBytes;
    private final Map<Long, byte[]> events = new HashMap<>();
    private long first = 1;
    private long last;
    private long bytes;

    Kept(int maxEvents, int maxBytes) {
        this.maxEvents = maxEvents;
        this.maxBytes = maxBytes;
    }

    /** The number of the newest event, 0 before the first. */
    long last() {
        return last;
    }

    /** Numbers an event; the oldest ones go where there are too many. */
    void add(byte[] event) {
        last++;
        events.put(last, event);
        bytes += event.length;
        while (first < last && (events.size() > maxEvents || bytes > maxBytes)) {
            removeFirst();
        }
    }

    /** The event of this number; null if it is not kept. */
    byte @Nullable [] event(long number) {
        return events.get(number);
    }

    /** The number of the event that comes next for a client that has this one, as far as it is kept or not there yet. */
    long behind(long number) {
        return Math.max(first, number + 1);
    }

    /** Whether everything behind this event is there. */
    boolean reaches(long number) {
        return number >= first - 1 && number <= last;
    }

    /** The client has got everything up to this event. */
    void acknowledge(long number) {
        while (first <= Math.min(number, last)) {
            removeFirst();
        }
    }

    private void removeFirst() {
        byte[] gone = events.remove(first++);
        bytes -= gone == null ? 0 : gone.length;
    }
}
