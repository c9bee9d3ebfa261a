package dev.sluice.internal.stream;

import static dev.sluice.fixtures.Crew.require;
import static dev.sluice.fixtures.Interleavings.explore;
import static dev.sluice.fixtures.Interleavings.together;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.function.BiFunction;

import dev.sluice.Codec.Form;
import dev.sluice.fixtures.Interleavings;
import dev.sluice.internal.stream.Outbox.Result;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

@DisplayName("The outbox, in many orders of the steps of its threads")
@Timeout(600)
class OutboxInterleavingTest {

    private static final String KEY = "key";

    /** Written with the lock of the outbox held. */
    private static final class Drops implements Runnable {

        int count;

        @Override
        public void run() {
            count++;
        }
    }

    private static final class Shared {

        final Drops drops = new Drops();
        final Semaphore told = new Semaphore(0);
        final Outbox outbox;

        Shared(int maxMessages) {
            outbox = new Outbox(WireForm.BARE_FRAME, maxMessages, 1_000, drops);
        }
    }

    private static final class Sender extends Thread {

        final Shared shared;
        final BiFunction<Outbox, Message, Result> how;
        final List<Message> messages;
        final List<Message> taken = new ArrayList<>();
        int full;
        int closed;

        Sender(Shared shared, BiFunction<Outbox, Message, Result> how, List<Message> messages) {
            this.shared = shared;
            this.how = how;
            this.messages = messages;
        }

        @Override
        public void run() {
            for (Message message : messages) {
                Result result = how.apply(shared.outbox, message);
                switch (result) {
                    case FULL -> full++;
                    case CLOSED -> closed++;
                    case FIRST, QUEUED -> taken.add(message);
                }
                if (result == Result.FIRST) {
                    shared.told.release();
                }
            }
        }
    }

    /** Writes whenever it is told to, as a connection does, until it has written so many. */
    private static final class Writer extends Thread {

        final Shared shared;
        final int most;
        final List<Message> written = new ArrayList<>();

        Writer(Shared shared, int most) {
            this.shared = shared;
            this.most = most;
        }

        @Override
        public void run() {
            while (written.size() < most) {
                shared.told.acquireUninterruptibly();
                drainTo(shared.outbox, written);
            }
        }
    }

    /** Polls a few times, told or not. */
    private static final class Poller extends Thread {

        final Outbox outbox;
        final List<Message> polled = new ArrayList<>();

        Poller(Shared shared) {
            this.outbox = shared.outbox;
        }

        @Override
        public void run() {
            for (int i = 0; i < 2; i++) {
                Message next = outbox.poll();
                if (next != null) {
                    polled.add(next);
                }
            }
        }

        /** What it has polled, and what is left. */
        List<Message> all() {
            drainTo(outbox, polled);
            return polled;
        }
    }

    private static final class Closer extends Thread {

        final Outbox outbox;

        Closer(Shared shared) {
            this.outbox = shared.outbox;
        }

        @Override
        public void run() {
            outbox.close(false);
        }
    }

    private static void drainTo(Outbox outbox, List<Message> list) {
        for (Message next = outbox.poll(); next != null; next = outbox.poll()) {
            list.add(next);
        }
    }

    private static List<Message> two() {
        return List.of(message(), message());
    }

    private static Message message() {
        return Message.of(Form.BINARY, new byte[1], "", KEY);
    }

    /** Whether these are exactly those of both senders, each sender's in its order. */
    private static void requireAll(List<Message> got, List<Message> first, List<Message> second) {
        require(got.size() == first.size() + second.size(), "every message that was taken, once");
        requireInOrder(got, first);
        requireInOrder(got, second);
    }

    private static void requireInOrder(List<Message> got, List<Message> sent) {
        List<Message> own = new ArrayList<>(got);
        own.retainAll(sent);
        require(own.equals(sent), "a sender's messages in its order");
    }

    private static void requireOrderedPart(List<Message> got, List<Message> sent) {
        List<Message> own = new ArrayList<>(got);
        own.retainAll(sent);
        List<Message> expected = new ArrayList<>(sent);
        expected.retainAll(own);
        require(own.equals(expected), "a sender's messages in its order");
    }

    @Test
    @DisplayName("loses no wake-up, neither of the connection nor of a sender that waits for room")
    void wakeUps() {
        explore(() -> {
            Shared shared = new Shared(1);
            Sender first = new Sender(shared, Outbox::put, two());
            Sender second = new Sender(shared, Outbox::put, two());
            Writer writer = new Writer(shared, 4);
            together(first, second, writer);

            requireAll(writer.written, first.messages, second.messages);
        });
    }

    @Test
    @DisplayName("gives every message that it took once and in order, and never holds more than it may")
    @EnabledIfSystemProperty(named = Interleavings.PROPERTY, matches = ".+")
    void offers() {
        explore(() -> {
            Shared shared = new Shared(2);
            Sender first = new Sender(shared, Outbox::offer, two());
            Sender second = new Sender(shared, Outbox::offer, two());
            Poller poller = new Poller(shared);
            together(first, second, poller);

            require(shared.outbox.size() <= 2, "never more than it may hold");
            require(first.full + second.full + first.taken.size() + second.taken.size() == 4, "an answer to each");
            requireAll(poller.all(), first.taken, second.taken);
            require(shared.outbox.bytes() == 0, "bytes of what has left");
        });
    }

    @Test
    @DisplayName("counts what it drops as the oldest, so that all messages are either given or counted")
    @EnabledIfSystemProperty(named = Interleavings.PROPERTY, matches = ".+")
    void dropOldest() {
        explore(() -> requireGivenOrDropped(new Shared(2), Outbox::offerDroppingOldest));
    }

    @Test
    @DisplayName("counts what it drops as the newest")
    @EnabledIfSystemProperty(named = Interleavings.PROPERTY, matches = ".+")
    void dropNewest() {
        explore(() -> requireGivenOrDropped(new Shared(1), Outbox::offerOrDrop));
    }

    @Test
    @DisplayName("conflates one key to one message, and counts the others")
    @EnabledIfSystemProperty(named = Interleavings.PROPERTY, matches = ".+")
    void conflate() {
        explore(() -> requireGivenOrDropped(new Shared(3), Outbox::offerConflating));
    }

    private static void requireGivenOrDropped(Shared shared, BiFunction<Outbox, Message, Result> how) {
        Sender first = new Sender(shared, how, two());
        Sender second = new Sender(shared, how, two());
        Poller poller = new Poller(shared);
        together(first, second, poller);

        List<Message> got = poller.all();
        require(got.size() + shared.drops.count == 4, "every message is given or counted as dropped");
        requireOrderedPart(got, first.messages);
        requireOrderedPart(got, second.messages);
        require(shared.outbox.bytes() == 0, "bytes of what has left");
    }

    @Test
    @DisplayName("releases a sender that waits when it is closed, and keeps what it took before")
    void close() {
        explore(() -> {
            Shared shared = new Shared(1);
            Sender first = new Sender(shared, Outbox::put, two());
            Sender second = new Sender(shared, Outbox::put, List.of(message()));
            Closer closer = new Closer(shared);
            together(first, second, closer);

            require(first.closed + second.closed + first.taken.size() + second.taken.size() == 3, "an answer to each");
            require(shared.outbox.offer(message()) == Result.CLOSED, "nothing is taken once closed");
            Poller poller = new Poller(shared);
            requireAll(poller.all(), first.taken, second.taken);
            require(shared.outbox.isDone(), "done once it is empty");
        });
    }
}
