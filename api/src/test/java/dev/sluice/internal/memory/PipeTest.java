package dev.sluice.internal.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@DisplayName("A pipe")
@Timeout(20)
class PipeTest {

    private final Pipe pipe = new Pipe(8);

    @Test
    @DisplayName("gives the bytes in the order in which they were written, over its edge too")
    void order() throws IOException {
        for (int i = 0; i < 100; i++) {
            String text = Integer.toString(10_000 + i);
            write(text);
            assertThat(pipe.available()).isEqualTo(5);
            assertThat(read(3) + read(8)).isEqualTo(text);
        }
    }

    @Test
    @DisplayName("reads no more than there is, and nothing at all where nothing is wanted")
    void parts() throws IOException {
        write("abc");
        assertThat(read(0)).isEmpty();
        assertThat(read(100)).isEqualTo("abc");
    }

    @Test
    @DisplayName("makes a writer wait while it is full, until the reader takes something")
    void full() throws Exception {
        FutureTask<Void> writer = aside(() -> {
            write("0123456789");
            return null;
        });
        awaitFull();
        assertThat(writer.isDone()).isFalse();
        assertThat(read(2)).isEqualTo("01");
        writer.get(5, TimeUnit.SECONDS);
        assertThat(read(8)).isEqualTo("23456789");
    }

    @Test
    @DisplayName("makes a reader wait while it is empty, until something is written")
    void empty() throws Exception {
        FutureTask<String> reader = aside(() -> read(8));
        write("x");
        assertThat(reader.get(5, TimeUnit.SECONDS)).isEqualTo("x");
    }

    @Test
    @DisplayName("gives a reader and a writer up after their time")
    void timeouts() throws IOException {
        assertThatThrownBy(() -> pipe.read(new byte[1], 0, 1, 1)).isInstanceOf(SocketTimeoutException.class)
                .hasMessageContaining("1 ms");
        write("01234567");
        assertThatThrownBy(() -> pipe.write(new byte[1], 0, 1, 1)).isInstanceOf(SocketTimeoutException.class)
                .hasMessageContaining("1 ms");
    }

    @Test
    @DisplayName("comes to its end behind what was written before, again and again")
    void end() throws IOException {
        write("last");
        pipe.end();
        assertThatThrownBy(() -> write("more")).isInstanceOf(SocketException.class);
        assertThat(read(8)).isEqualTo("last");
        assertThat(pipe.read(new byte[1], 0, 1, Pipe.FOREVER)).isEqualTo(-1);
        assertThat(pipe.read(new byte[1], 0, 1, Pipe.FOREVER)).isEqualTo(-1);
    }

    @Test
    @DisplayName("tells of a reset behind what was written before, and a writer at once")
    void reset() throws IOException {
        write("last");
        pipe.reset();
        assertThatThrownBy(() -> write("more")).isInstanceOf(SocketException.class).hasMessage("Connection reset");
        assertThat(read(8)).isEqualTo("last");
        assertThatThrownBy(() -> read(8)).isInstanceOf(SocketException.class).hasMessage("Connection reset");
    }

    @Test
    @DisplayName("that nobody reads any more drops what is there, and fails whoever writes or reads")
    void abandoned() throws IOException {
        write("lost");
        pipe.abandon();
        assertThat(pipe.available()).isZero();
        assertThatThrownBy(() -> write("more")).isInstanceOf(SocketException.class).hasMessage("Broken pipe");
        assertThatThrownBy(() -> read(8)).isInstanceOf(SocketException.class).hasMessage("Socket closed");
    }

    @Test
    @DisplayName("lets a writer that waits go when it is reset, ended or abandoned")
    void waitingWriters() throws Exception {
        for (Change change : new Change[]{Pipe::reset, Pipe::end, Pipe::abandon}) {
            Pipe full = new Pipe(1);
            FutureTask<Void> writer = aside(() -> {
                full.write(new byte[2], 0, 2, Pipe.FOREVER);
                return null;
            });
            while (full.available() == 0) {
                Thread.onSpinWait();
            }
            change.to(full);
            assertThatThrownBy(() -> writer.get(5, TimeUnit.SECONDS)).isInstanceOf(ExecutionException.class)
                    .cause().isInstanceOf(SocketException.class);
        }
    }

    @Test
    @DisplayName("lets a reader that waits go when it is reset or abandoned")
    void waitingReaders() {
        for (Change change : new Change[]{Pipe::reset, Pipe::abandon}) {
            Pipe empty = new Pipe(1);
            FutureTask<Integer> reader = aside(() -> empty.read(new byte[1], 0, 1, Pipe.FOREVER));
            change.to(empty);
            assertThatThrownBy(() -> reader.get(5, TimeUnit.SECONDS)).cause().isInstanceOf(SocketException.class);
        }
    }

    @Test
    @DisplayName("lets a thread go that is interrupted, which stays so")
    void interrupted() {
        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> read(1)).isInstanceOf(InterruptedIOException.class);
        assertThat(Thread.interrupted()).isTrue();
    }

    private interface Change {
        void to(Pipe pipe);
    }

    private void awaitFull() {
        while (pipe.available() < 8) {
            Thread.onSpinWait();
        }
    }

    private static <T> FutureTask<T> aside(Callable<T> task) {
        FutureTask<T> future = new FutureTask<>(task);
        Thread.ofVirtual().start(future);
        return future;
    }

    private void write(String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
        pipe.write(bytes, 0, bytes.length, Pipe.FOREVER);
    }

    private String read(int most) throws IOException {
        byte[] bytes = new byte[most];
        return new String(bytes, 0, pipe.read(bytes, 0, most, Pipe.FOREVER), StandardCharsets.US_ASCII);
    }
}
