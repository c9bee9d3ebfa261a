package dev.sluice.helidon;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;

import io.helidon.common.buffers.BufferData;
import io.helidon.common.buffers.DataWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(40)
class DetachableWriterTest {

    private final CountDownLatch inWrite = new CountDownLatch(1);
    private final CountDownLatch goOn = new CountDownLatch(1);
    private boolean interruptedInWrite;
    private boolean interruptedAfter;

    private final DetachableWriter writer = new DetachableWriter(new DataWriter() {
        @Override
        public void write(BufferData... buffers) {
            writeNow(buffers);
        }

        @Override
        public void write(BufferData buffer) {
            writeNow(buffer);
        }

        @Override
        public void writeNow(BufferData... buffers) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void writeNow(BufferData buffer) {
            inWrite.countDown();
            while (goOn.getCount() > 0) {
                Thread.onSpinWait();
            }
            interruptedInWrite = Thread.currentThread().isInterrupted();
        }

        @Override
        public void flush() {
            // Nothing is held back.
        }
    });

    private Thread start(boolean interrupted) {
        return Thread.ofPlatform().start(() -> {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
            writer.writeNow(BufferData.empty());
            interruptedAfter = Thread.currentThread().isInterrupted();
        });
    }

    @Test
    void aWriteIsOverBeforeItsThreadIsInterrupted() throws Exception {
        Thread thread = start(false);
        inWrite.await();
        writer.interrupt(thread, Duration.ofDays(1));
        goOn.countDown();
        thread.join();
        assertThat(interruptedInWrite).isFalse();
        assertThat(interruptedAfter).isTrue();
    }

    @Test
    void aWriteThatIsStuckIsInterrupted() throws Exception {
        Thread thread = start(false);
        inWrite.await();
        writer.interrupt(thread, Duration.ofNanos(-1));
        goOn.countDown();
        thread.join();
        assertThat(interruptedInWrite).isTrue();
    }

    @Test
    void anInterruptBeforeTheWriteWaitsForItsEnd() throws Exception {
        goOn.countDown();
        start(true).join();
        assertThat(interruptedInWrite).isFalse();
        assertThat(interruptedAfter).isTrue();
    }
}
