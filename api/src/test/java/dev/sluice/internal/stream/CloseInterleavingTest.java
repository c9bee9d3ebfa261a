package dev.sluice.internal.stream;

import static dev.sluice.fixtures.Crew.require;
import static dev.sluice.fixtures.Interleavings.explore;
import static dev.sluice.fixtures.Interleavings.together;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

import dev.sluice.Close;
import dev.sluice.Close.Cause;
import dev.sluice.Codec;
import dev.sluice.internal.stream.Outbox.Result;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@DisplayName("The end of a stream, in many orders of the steps of its threads")
@Timeout(600)
class CloseInterleavingTest {

    private static final Close LOST = new Close(Cause.LOST, 1006, "");
    private static final Close DONE = new Close(Cause.COMPLETED, 1000, "");

    /** Ends as {@link LiveStream#end} does, but tells in its own thread, whose steps can be ordered. */
    private static final class Ender extends Thread {

        final Ending ending;
        final Close close;
        boolean began;

        Ender(Ending ending, Close close) {
            this.ending = ending;
            this.close = close;
        }

        @Override
        public void run() {
            began = ending.begin(close);
            if (began) {
                ending.tell(close);
            }
        }
    }

    private static final class Count implements Runnable, Consumer<Close> {

        final AtomicInteger calls = new AtomicInteger();
        volatile @Nullable Close told;

        @Override
        public void run() {
            calls.incrementAndGet();
        }

        @Override
        public void accept(Close close) {
            told = close;
            run();
        }
    }

    private static final class Registrar extends Thread {

        final Ending ending;
        final Count callback = new Count();

        Registrar(Ending ending) {
            this.ending = ending;
        }

        @Override
        public void run() {
            ending.onEnd(callback);
        }
    }

    @Test
    @DisplayName("has one reason, the first; runs every callback once, and tells everybody once of that reason")
    void oneReason() {
        explore(() -> {
            Ending ending = new Ending();
            Count early = new Count();
            Count stage = new Count();
            ending.onEnd(early);
            ending.stage().thenAccept(stage);
            Ender lost = new Ender(ending, LOST);
            Ender done = new Ender(ending, DONE);
            Registrar late = new Registrar(ending);
            together(lost, done, late);

            require(lost.began != done.began, "ended once");
            Close first = lost.began ? LOST : DONE;
            require(ending.reason().orElseThrow().equals(first), "the first reason");
            require(stage.calls.get() == 1 && first.equals(stage.told), "told once, of the first reason");
            require(early.calls.get() == 1, "the callback of before, once");
            require(late.callback.calls.get() == 1, "the callback that comes with the end, once");
        });
    }

    /** The two parts of a stream that end together, in the order of {@link LiveStream#end}. */
    private record Parts(Ending ending, Outbox outbox) {

        void end(Close close) {
            if (ending.begin(close)) {
                outbox.close(!LiveStream.goesOutFirst(close));
                ending.tell(close);
            }
        }
    }

    private static final class PartsEnder extends Thread {

        final Parts parts;
        final Close close;

        PartsEnder(Parts parts, Close close) {
            this.parts = parts;
            this.close = close;
        }

        @Override
        public void run() {
            parts.end(close);
        }
    }

    /** Waits for room as {@link LiveStream#send} does. */
    private static final class Sender extends Thread {

        final Parts parts;
        @Nullable
        Close refusal;

        Sender(Parts parts) {
            this.parts = parts;
        }

        @Override
        public void run() {
            if (parts.outbox.put(message()) == Result.CLOSED) {
                refusal = parts.ending.reason().orElseThrow();
            }
        }
    }

    private static Message message() {
        return Message.of(Codec.text(), "x");
    }

    @Test
    @DisplayName("releases a sender that waits, with the first reason")
    void waitingSender() {
        explore(() -> {
            Parts parts = new Parts(new Ending(), new Outbox(WireForm.BARE_FRAME, 1, 100, new Count()));
            parts.outbox.offer(message());
            Sender sender = new Sender(parts);
            together(sender, new PartsEnder(parts, LOST), new PartsEnder(parts, DONE));

            Close first = parts.ending.reason().orElseThrow();
            require(first.equals(sender.refusal), "refused by the first reason");
            require(parts.outbox.isEmpty() == first.equals(LOST), "what was taken stays, unless the client is lost");
        });
    }
}
