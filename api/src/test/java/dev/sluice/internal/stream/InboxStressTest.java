package dev.sluice.internal.stream;

import static dev.sluice.fixtures.Crew.require;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import dev.sluice.fixtures.Crew;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@DisplayName("The inbox between a link and a handler")
@Timeout(20)
class InboxStressTest {

    private static final int MESSAGES = 20_000;
    private static final int BOUND = 8;
    private static final int READ = 3;

    /** A link: while it is paused it reads nothing, save for what one read had brought. */
    private static final class Link implements Valve {

        private final Semaphore open = new Semaphore(1);
        private final AtomicInteger pauses = new AtomicInteger();

        @Override
        public void pauseReading() {
            require(open.tryAcquire(), "a pause follows a resumption");
            pauses.incrementAndGet();
        }

        @Override
        public void resumeReading() {
            require(open.availablePermits() == 0, "a resumption follows a pause");
            open.release();
        }

        void awaitOpen() throws InterruptedException {
            require(open.tryAcquire(5, TimeUnit.SECONDS), "reading is resumed some time");
            open.release();
        }
    }

    @Test
    @DisplayName("nothing is lost, doubled or moved, and no more waits than the bound and one read")
    void linkAndHandler() {
        Link link = new Link();
        Inbox inbox = new Inbox(BOUND, 1_000_000, link);
        AtomicInteger taken = new AtomicInteger();
        Crew crew = Crew.start(2, number -> {
            if (number == 0) {
                read(link, inbox, taken);
            } else {
                receive(inbox, taken);
            }
        });
        crew.join();

        assertThat(taken).hasValue(MESSAGES);
        assertThat(link.open.availablePermits()).as("reading at the end").isEqualTo(1);
    }

    private static void read(Link link, Inbox inbox, AtomicInteger taken) throws InterruptedException {
        int added = 0;
        while (added < MESSAGES) {
            link.awaitOpen();
            for (int i = 0; i < READ && added < MESSAGES; i++) {
                inbox.add(ByteBuffer.allocate(4).putInt(added++).array());
            }
            // What was taken since can only make it less.
            require(added - taken.get() <= BOUND + READ, "the bound");
        }
        inbox.end(false);
    }

    private static void receive(Inbox inbox, AtomicInteger taken) {
        byte[] next = inbox.take();
        while (next != null) {
            require(ByteBuffer.wrap(next).getInt() == taken.get(), "the order");
            taken.incrementAndGet();
            next = taken.get() % 3 == 0 ? inbox.take(Duration.ofSeconds(5)) : inbox.take();
        }
    }

    @Test
    @DisplayName("ended at any moment, it releases the handler and leaves reading on")
    void ending() {
        for (int round = 0; round < 150; round++) {
            Link link = new Link();
            Inbox inbox = new Inbox(2, 1_000, link);
            boolean drop = round % 2 == 0;
            Crew crew = Crew.start(3, number -> {
                switch (number) {
                    case 0 -> {
                        for (int i = 0; i < 20; i++) {
                            inbox.add(new byte[1]);
                        }
                    }
                    case 1 -> inbox.end(drop);
                    default -> {
                        while (inbox.take() != null) {
                            Thread.onSpinWait();
                        }
                    }
                }
            });
            crew.join();
            assertThat(inbox.take()).isNull();
            assertThat(link.open.availablePermits()).isEqualTo(1);
        }
    }
}
