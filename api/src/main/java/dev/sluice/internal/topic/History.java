package dev.sluice.internal.topic;

import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

import dev.sluice.internal.stream.Message;
import org.jspecify.annotations.Nullable;

/**
 * The messages that a topic keeps: the newest ones without a hole between them, and the newest one of each key. Not
 * thread-safe.
 */
final class History {

    /** Stands for the key of messages that have none. */
    private static final Object NO_KEY = new Object();
    private static final int SMALLEST = 16;

    /** A message that is kept. */
    record Entry(long offset, Message message, Object key, int size, long at) {}

    private final Retention retention;
    private @Nullable Entry[] ring = new @Nullable Entry[0]; // by offset modulo its length, a power of two
    private long oldest = 1;
    private long head;
    private long ringBytes;
    private final TreeMap<Long, Entry> current = new TreeMap<>();
    private final Map<Object, Long> offsets = new HashMap<>();
    private long currentBytes;

    History(Retention retention) {
        this.retention = retention;
    }

    /** The offset of the newest message; 0 if there was none. */
    long head() {
        return head;
    }

    /** The offset from which on every message is kept; one behind the newest if none is. */
    long oldest() {
        return oldest;
    }

    /** Adds the next message. */
    void add(Message message, @Nullable Object key, int payloadBytes, long now) {
        head++;
        Entry entry = new Entry(head, message, key == null ? NO_KEY : key, payloadBytes + Retention.OVERHEAD, now);
        if (retention.history()) {
            append(entry);
        } else {
            oldest = head + 1;
        }
        if (retention.current()) {
            replace(entry);
        }
        expire(now);
    }

    private void append(Entry entry) {
        if (head - oldest >= ring.length) {
            grow();
        }
        ring[slot(entry.offset())] = entry;
        ringBytes += entry.size();
    }

    private void grow() {
        @Nullable
        Entry[] before = ring;
        ring = new @Nullable Entry[Math.max(SMALLEST, 2 * before.length)];
        for (long offset = oldest; offset < head; offset++) {
            ring[slot(offset)] = before[(int) (offset & (before.length - 1))];
        }
    }

    private int slot(long offset) {
        return (int) (offset & (ring.length - 1));
    }

    private void replace(Entry entry) {
        Long before = offsets.put(entry.key(), entry.offset());
        if (before != null) {
            removeCurrent(before);
        }
        current.put(entry.offset(), entry);
        currentBytes += entry.size();
    }

    private void removeCurrent(long offset) {
        Entry removed = current.remove(offset);
        if (removed != null) {
            currentBytes -= removed.size();
        }
    }

    /** Lets go of what is too much or too old. */
    void expire(long now) {
        while (oldest <= head && mustGo(entryAt(oldest), now)) {
            removeOldest();
        }
        while (!current.isEmpty() && isTooMuch(current.firstEntry().getValue(), now)) {
            Entry eldest = current.firstEntry().getValue();
            removeCurrent(eldest.offset());
            offsets.remove(eldest.key());
        }
    }

    private boolean mustGo(Entry eldest, long now) {
        return head - oldest >= retention.maxMessages() || ringBytes > retention.maxBytes() || isTooOld(eldest, now);
    }

    private boolean isTooMuch(Entry eldest, long now) {
        return currentBytes > retention.maxBytes() || isTooOld(eldest, now);
    }

    private boolean isTooOld(Entry entry, long now) {
        return retention.age().isPresent() && now - entry.at() > retention.age().get().toNanos();
    }

    private Entry entryAt(long offset) {
        Entry entry = ring[slot(offset)];
        if (entry == null) {
            throw new IllegalStateException("no message of offset " + offset);
        }
        return entry;
    }

    private void removeOldest() {
        ringBytes -= entryAt(oldest).size();
        ring[slot(oldest)] = null;
        oldest++;
    }

    /** The message of this offset, which must be kept: from {@link #oldest()} to {@link #head()}. */
    Entry at(long offset) {
        return entryAt(offset);
    }

    /** The newest message of its key that has this offset or the next higher one; null if there is none. */
    @Nullable
    Entry currentFrom(long offset) {
        Map.Entry<Long, Entry> found = current.ceilingEntry(offset);
        return found == null ? null : found.getValue();
    }

    /** How many keys have their newest message at this offset or a higher one. */
    int currentSize(long offset) {
        return current.tailMap(offset).size();
    }

    boolean isEmpty() {
        return oldest > head && current.isEmpty();
    }
}
