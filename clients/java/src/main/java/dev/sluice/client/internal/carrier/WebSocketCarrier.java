package dev.sluice.client.internal.carrier;

import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

import dev.sluice.Codec;
import dev.sluice.Protocol;
import dev.sluice.client.internal.wire.ClientFrame;
import dev.sluice.client.internal.wire.FrameReader;
import dev.sluice.client.internal.wire.MalformedException;
import dev.sluice.client.internal.wire.ServerFrame;
import org.jspecify.annotations.Nullable;

/**
 * A WebSocket that speaks {@code sluice.v1}. Of the socket no more than {@value #AHEAD} messages are asked for beyond those that
 * were taken; each frame is sent when the one before it is on its way.
 */
final class WebSocketCarrier implements Carrier, WebSocket.Listener {

    private static final int AHEAD = 16;
    private static final int ABNORMAL = 1006;
    private static final Duration SOON = Duration.ofMillis(500);
    private static final int SOON_PINGS = 6;
    private static final int ENOUGH_PONGS = 2;
    private static final Duration GOODBYE = Duration.ofSeconds(5);
    private static final Executor AFTER_GOODBYE = CompletableFuture.delayedExecutor(GOODBYE.toMillis(),
            TimeUnit.MILLISECONDS);

    private final Settings settings;
    private final FrameReader reader;
    private final Messages messages;
    private final Arrivals<byte[]> arrivals = new Arrivals<>();
    private final CompletableFuture<WebSocket> opened = new CompletableFuture<>();
    private final ReentrantLock order = new ReentrantLock();
    private CompletionStage<?> lastSent = CompletableFuture.completedFuture("");
    private volatile long heard;
    private volatile int pongs;
    private final AtomicInteger pings = new AtomicInteger();

    WebSocketCarrier(Settings settings, boolean shared) {
        this.settings = settings;
        this.reader = new FrameReader(shared);
        this.messages = new Messages(settings.largestMessage());
    }

    @Override
    public Protocol protocol() {
        return Protocol.WEB_SOCKET;
    }

    @Override
    public ServerFrame receive() throws InterruptedException {
        byte[] frame = next();
        socket().request(1);
        return reader.read(frame);
    }

    private byte[] next() throws InterruptedException {
        while (true) {
            Optional<byte[]> frame = arrivals.poll(patience());
            if (frame.isPresent()) {
                return frame.get();
            }
            long quiet = settings.time().nanos() - heard;
            if (quiet >= settings.silence().toNanos()) {
                abort();
                throw new CarrierEndedException(CarrierEnd.lost("the server was silent for " + settings.silence()));
            }
            ping();
        }
    }

    /**
     * How long to wait before the server is pinged. The JDK may overlook the end of a connection that is cut soon after the
     * handshake; then a ping that cannot be written tells, so the first ones come soon. The answer to the very first says too
     * little, as the cut may come right behind it.
     */
    private Duration patience() {
        Duration half = settings.silence().dividedBy(2);
        boolean soon = pongs < ENOUGH_PONGS && pings.get() < SOON_PINGS && half.compareTo(SOON) > 0;
        return soon ? SOON : half;
    }

    private void ping() {
        pings.incrementAndGet();
        inOrder(() -> socket().sendPing(ByteBuffer.allocate(0)));
    }

    @Override
    public CompletionStage<?> send(ClientFrame frame) {
        if (frame.form() == Codec.Form.BINARY) {
            return inOrder(() -> socket().sendBinary(ByteBuffer.wrap(frame.bytes()), true));
        }
        return inOrder(() -> socket().sendText(new String(frame.bytes(), StandardCharsets.UTF_8), true));
    }

    @Override
    public void close(int code, String reason) {
        inOrder(() -> socket().sendClose(code, reason)).whenComplete((sent, failure) -> {
            if (failure != null) {
                abort();
            }
        });
        AFTER_GOODBYE.execute(this::abort);
    }

    @Override
    public void abort() {
        opened.minimalCompletionStage().thenAccept(WebSocket::abort);
        arrivals.end(CarrierEnd.lost("it was cut"));
    }

    private WebSocket socket() {
        return opened.join();
    }

    private CompletionStage<?> inOrder(Supplier<CompletableFuture<WebSocket>> sending) {
        order.lock();
        try {
            CompletionStage<?> next = lastSent.handle((sent, failure) -> "").thenCompose(before -> sending.get());
            lastSent = next;
            next.whenComplete((sent, failure) -> {
                if (failure != null && !(failure.getCause() instanceof IllegalArgumentException)) {
                    arrivals.end(CarrierEnd.lost("nothing could be sent: " + failure.getCause()));
                }
            });
            return next;
        } finally {
            order.unlock();
        }
    }

    @Override
    public void onOpen(WebSocket socket) {
        hear();
        opened.complete(socket);
        socket.request(AHEAD);
        ping();
    }

    @Override
    public @Nullable CompletionStage<?> onText(WebSocket socket, CharSequence piece, boolean last) {
        take(socket, () -> messages.add(piece, last));
        return null;
    }

    @Override
    public @Nullable CompletionStage<?> onBinary(WebSocket socket, ByteBuffer piece, boolean last) {
        take(socket, () -> messages.add(piece, last));
        return null;
    }

    private void take(WebSocket socket, Supplier<Optional<byte[]>> piece) {
        hear();
        try {
            piece.get().ifPresentOrElse(arrivals::add, () -> socket.request(1));
        } catch (MalformedException e) {
            arrivals.end(new CarrierEnd.Malformed(e.what()));
            socket.abort();
        }
    }

    @Override
    public @Nullable CompletionStage<?> onPing(WebSocket socket, ByteBuffer message) {
        hear();
        socket.request(1);
        return null;
    }

    @Override
    public @Nullable CompletionStage<?> onPong(WebSocket socket, ByteBuffer message) {
        countPong();
        hear();
        socket.request(1);
        return null;
    }

    @Override
    public @Nullable CompletionStage<?> onClose(WebSocket socket, int code, String reason) {
        arrivals.end(code == ABNORMAL
                ? CarrierEnd.lost("the connection ended without a Close frame")
                : new CarrierEnd.Closed(code, reason, Optional.empty(), false));
        return null;
    }

    @Override
    public void onError(WebSocket socket, Throwable error) {
        arrivals.end(CarrierEnd.lost("the connection broke: " + error));
    }

    @SuppressWarnings("NonAtomicVolatileUpdate") // The JDK calls a listener by one thread at a time.
    private void countPong() {
        pongs++;
    }

    private void hear() {
        heard = settings.time().nanos();
    }
}
