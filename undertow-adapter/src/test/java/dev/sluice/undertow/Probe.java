package dev.sluice.undertow;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import dev.sluice.Headers;
import dev.sluice.spi.Answer;
import dev.sluice.spi.Link;
import dev.sluice.spi.LinkEnd;
import dev.sluice.spi.LinkHandler;
import org.awaitility.Awaitility;

/** A link's handler that a test drives, and that notes every breach of the rules of {@link LinkHandler}. */
final class Probe implements LinkHandler {

    final CompletableFuture<Link> opened = new CompletableFuture<>();
    final CompletableFuture<LinkEnd> ended = new CompletableFuture<>();
    final List<String> breaches = new CopyOnWriteArrayList<>();
    final AtomicInteger polled = new AtomicInteger();
    private final Queue<ByteBuffer> output = new ConcurrentLinkedQueue<>();
    private final ByteArrayOutputStream input = new ByteArrayOutputStream();
    private final boolean echo;
    private volatile boolean pauseOnInput;
    private volatile boolean finished;

    private Probe(boolean echo) {
        this.echo = echo;
    }

    static Probe quiet() {
        return new Probe(false);
    }

    static Probe echo() {
        return new Probe(true);
    }

    Answer.Stream asStream() {
        return new Answer.Stream(Headers.of("Content-Type", "text/event-stream", "Connection", "close"), this);
    }

    Answer.Stream asHttp2Stream() {
        return new Answer.Stream(Headers.of("Content-Type", "text/event-stream"), this);
    }

    Answer.Upgrade asUpgrade() {
        return new Answer.Upgrade(Headers.of("Connection", "Upgrade", "Upgrade", "websocket"), this);
    }

    Link link() throws Exception {
        return opened.get(10, TimeUnit.SECONDS);
    }

    LinkEnd end() throws Exception {
        return ended.get(10, TimeUnit.SECONDS);
    }

    void send(String text) {
        send(text.getBytes(UTF_8));
    }

    void send(byte[] bytes) {
        output.add(ByteBuffer.wrap(bytes));
        Link link = opened.getNow(null);
        if (link != null) {
            link.ready();
        }
    }

    void finish() throws Exception {
        finished = true;
        link().ready();
    }

    void pauseOnInput() {
        pauseOnInput = true;
    }

    void resume() throws Exception {
        pauseOnInput = false;
        link().resumeReading();
    }

    String input() {
        synchronized (input) {
            return input.toString(UTF_8);
        }
    }

    void awaitInput(String text) {
        Awaitility.await().pollInterval(Duration.ofMillis(5)).until(() -> input().contains(text));
    }

    @Override
    public void opened(Link link) {
        check("opened");
        if (!opened.complete(link)) {
            breaches.add("opened twice");
        }
    }

    @Override
    public void received(ByteBuffer bytes) {
        check("received");
        byte[] copy = new byte[bytes.remaining()];
        bytes.get(copy);
        synchronized (input) {
            input.writeBytes(copy);
        }
        if (pauseOnInput) {
            opened.join().pauseReading();
        }
        if (echo) {
            send(copy);
        }
    }

    @Override
    public ByteBuffer poll() {
        check("poll");
        ByteBuffer next = output.poll();
        if (next != null) {
            polled.incrementAndGet();
        }
        return next;
    }

    @Override
    public boolean isFinished() {
        check("isFinished");
        return finished && output.isEmpty();
    }

    @Override
    public void ended(LinkEnd how) {
        // On any thread, as a server that stops may have no I/O thread left for it.
        if (!ended.complete(how)) {
            breaches.add("ended twice");
        }
    }

    private void check(String call) {
        if (ended.isDone()) {
            breaches.add(call + " after the end");
        }
        if (opened.isDone() && !Thread.currentThread().getName().contains("I/O")) {
            breaches.add(call + " on " + Thread.currentThread());
        }
    }

    List<String> breaches() {
        return new ArrayList<>(breaches);
    }
}
