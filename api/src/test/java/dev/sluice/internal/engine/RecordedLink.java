package dev.sluice.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HexFormat;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

import dev.sluice.spi.Answer;
import dev.sluice.spi.Link;
import dev.sluice.spi.LinkEnd;
import dev.sluice.spi.LinkHandler;

/** A connection that writes everything down: one thread calls the handler, as the contract of the SPI demands. */
final class RecordedLink implements Link {

    /** What a connection may be unable to do. */
    enum Fault {
        NONE,
        /** Its client reads nothing. */
        STUCK,
        /** Cutting it has no effect either. */
        DEAF
    }

    private final LinkHandler handler;
    private final Fault fault;
    private final ExecutorService thread = Executors.newSingleThreadExecutor(
            Thread.ofPlatform().daemon().name("recorded-link").factory());
    private final ByteArrayOutputStream written = new ByteArrayOutputStream();
    private volatile boolean ended;
    private volatile boolean aborted;

    private RecordedLink(LinkHandler handler, Fault fault) {
        this.handler = handler;
        this.fault = fault;
    }

    /** Carries an answer out. */
    static RecordedLink open(Answer answer) {
        return open(answer, Fault.NONE);
    }

    static RecordedLink open(Answer answer, Fault fault) {
        LinkHandler handler = switch (answer) {
            case Answer.Stream stream -> stream.handler();
            case Answer.Upgrade upgrade -> upgrade.handler();
            case Answer.Receive receive -> throw new AssertionError("a body is wanted");
            case Answer.NotFound none -> throw new AssertionError("not found");
            case Answer.Response refusal -> throw new AssertionError("refused: " + refusal);
        };
        RecordedLink link = new RecordedLink(handler, fault);
        link.submit(() -> handler.opened(link));
        return link;
    }

    private void submit(Runnable call) {
        Future<?> unused = thread.submit(() -> {
            if (!ended) {
                call.run();
            }
        });
    }

    private void pump() {
        if (fault != Fault.NONE) {
            return;
        }
        for (ByteBuffer next = handler.poll(); next != null; next = handler.poll()) {
            byte[] bytes = new byte[next.remaining()];
            next.get(bytes);
            synchronized (written) {
                written.writeBytes(bytes);
            }
        }
        if (handler.isFinished()) {
            finish(LinkEnd.FINISHED);
        }
    }

    private void finish(LinkEnd how) {
        ended = true;
        handler.ended(how);
        thread.shutdown();
    }

    /** The connection ends in this way. */
    RecordedLink end(LinkEnd how) {
        submit(() -> finish(how));
        return this;
    }

    /** A masked frame arrives. */
    RecordedLink receive(int opcode, byte[] payload) {
        byte[] frame = new byte[6 + payload.length];
        frame[0] = (byte) (0x80 | opcode);
        frame[1] = (byte) (0x80 | payload.length);
        System.arraycopy(payload, 0, frame, 6, payload.length);
        submit(() -> handler.received(ByteBuffer.wrap(frame)));
        return this;
    }

    RecordedLink receiveText(String text) {
        return receive(1, text.getBytes(StandardCharsets.UTF_8));
    }

    RecordedLink receiveClose(int code) {
        return receive(8, new byte[]{(byte) (code >> 8), (byte) code});
    }

    @Override
    public void ready() {
        if (!ended) {
            submit(this::pump);
        }
    }

    @Override
    public void abort() {
        aborted = true;
        if (!ended && fault != Fault.DEAF) {
            submit(() -> finish(LinkEnd.ABORTED));
        }
    }

    @Override
    public void pauseReading() {
        // The tests decide what arrives.
    }

    @Override
    public void resumeReading() {
        // The tests decide what arrives.
    }

    boolean wasAborted() {
        return aborted;
    }

    private byte[] written() {
        synchronized (written) {
            return written.toByteArray();
        }
    }

    RecordedLink awaitText(String part) {
        await().pollInterval(Duration.ofMillis(2)).untilAsserted(
                () -> assertThat(new String(written(), StandardCharsets.UTF_8)).contains(part));
        return this;
    }

    RecordedLink awaitHex(String part) {
        await().pollInterval(Duration.ofMillis(2)).untilAsserted(
                () -> assertThat(HexFormat.of().formatHex(written())).contains(part));
        return this;
    }

    RecordedLink awaitEnd() {
        await().pollInterval(Duration.ofMillis(2)).until(() -> ended);
        return this;
    }

    String text() {
        return new String(written(), StandardCharsets.UTF_8);
    }
}
