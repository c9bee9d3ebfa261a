package dev.sluice.client.internal.stream;

import java.time.Duration;
import java.util.Iterator;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

import dev.sluice.Close;
import dev.sluice.Codec;
import dev.sluice.CodecException;
import dev.sluice.Protocol;
import dev.sluice.Reply;
import dev.sluice.client.Gap;
import dev.sluice.client.SendUncertainException;
import dev.sluice.client.TwoWayClientStream;
import dev.sluice.client.internal.carrier.Carrier;
import dev.sluice.client.internal.wire.ClientFrame;
import dev.sluice.client.internal.wire.ServerFrame;

/**
 * A stream. What comes goes through the inbox, what goes through the uplink; the hub's thread alone brings frames and says when
 * there is a connection. The first end is the only one.
 *
 * @param <I> what the client sends
 * @param <O> what the server sends
 */
public final class ClientStream<I, O> implements TwoWayClientStream<I, O> {

    private static final int OWN_CODES = 3_000;
    private static final int HIGHEST_CODE = 4_999;

    private final Plan<I, O> plan;
    private final Hub hub;
    private final Inbox inbox;
    private final Position arrived;
    private final Uplink uplink = new Uplink();
    private final Asks asks;
    private final Answers answers;
    private final AtomicBoolean ended = new AtomicBoolean();
    private final CompletableFuture<Close> closed = new CompletableFuture<>();
    private final AtomicInteger untoldCredit = new AtomicInteger();
    private volatile Optional<String> received;

    ClientStream(Plan<I, O> plan, Hub hub) {
        this.plan = plan;
        this.hub = hub;
        this.inbox = new Inbox(plan.buffer());
        this.arrived = new Position(plan.cursor());
        this.received = plan.cursor();
        Codec.Form form = plan.incoming().map(Codec::form).orElse(Codec.Form.TEXT);
        this.asks = new Asks(plan.target(), form);
        this.answers = new Answers(plan.target(), form, this::answer);
    }

    String target() {
        return plan.target();
    }

    /** The cursor to come back with. */
    Optional<String> arrivedCursor() {
        return arrived.cursor();
    }

    /** For how many messages the server gets credit at first. */
    int firstCredit() {
        untoldCredit.set(0);
        return inbox.room();
    }

    // What the hub's thread says.

    void connected(Carrier carrier, int credit) {
        arrived.connected().ifPresent(this::missing);
        uplink.open(carrier, credit);
    }

    void away() {
        uplink.away();
        asks.lost();
        answers.lost();
    }

    /** Takes a frame; false if it is a message beyond the credit that the server was given. */
    boolean take(Carrier carrier, ServerFrame frame) throws InterruptedException {
        switch (frame) {
            case ServerFrame.Begin it -> {
                arrived.begin(it.cursor()).ifPresent(this::missing);
                inbox.note(new Inbox.Item.Place(it.cursor()));
            }
            case ServerFrame.Missed it -> {
                arrived.missed(it.cursor(), it.number()).ifPresent(this::missing);
                inbox.note(new Inbox.Item.Place(it.cursor()));
            }
            case ServerFrame.Message it -> {
                return message(it);
            }
            case ServerFrame.Credit it -> uplink.add(it.credit());
            case ServerFrame.Request it -> answers.request(carrier, it);
            case ServerFrame.Cancel it -> answers.cancel(it.id());
            case ServerFrame.Reply it -> asks.complete(it.id(), Reply.of(it.body()));
            case ServerFrame.Failure it -> asks.complete(it.id(), failure(it));
            default -> {
                // Nothing to a stream.
            }
        }
        return true;
    }

    private boolean message(ServerFrame.Message message) throws InterruptedException {
        arrived.message(message.cursor()).ifPresent(this::missing);
        Inbox.Item.Received item = new Inbox.Item.Received(message.body(), message.cursor());
        if (plan.isShared()) {
            return inbox.offer(item);
        }
        inbox.put(item);
        return true;
    }

    private void missing(Gap gap) {
        inbox.note(new Inbox.Item.Missing(gap));
    }

    private static Reply<byte[]> failure(ServerFrame.Failure frame) {
        try {
            return Reply.failure(frame.code(), frame.reason());
        } catch (IllegalArgumentException e) {
            return Reply.failure(500, "");
        }
    }

    void end(Close close) {
        if (ended.compareAndSet(false, true)) {
            inbox.end(close.cause() == Close.Cause.COMPLETED);
            uplink.end(close);
            asks.lost();
            answers.lost();
            Thread.ofVirtual().name("sluice-client-closed").start(() -> closed.complete(close));
        }
    }

    // What the application says.

    @Override
    public Iterator<O> iterator() {
        return new Messages<>(this::receive);
    }

    @Override
    public Optional<O> receive() {
        return receive(Long.MAX_VALUE);
    }

    @Override
    public Optional<O> receive(Duration timeout) {
        return receive(Interruptible.nanos(timeout));
    }

    private Optional<O> receive(long nanos) {
        long since = System.nanoTime();
        while (true) {
            long left = nanos == Long.MAX_VALUE ? nanos : nanos - (System.nanoTime() - since);
            Optional<Inbox.Item> item = Interruptible.call(() -> inbox.take(Math.max(0, left)));
            if (item.isEmpty()) {
                return Optional.empty();
            }
            switch (item.get()) {
                case Inbox.Item.Place it -> received = Optional.of(it.cursor());
                case Inbox.Item.Missing it -> plan.onGap().accept(it.gap());
                case Inbox.Item.Received it -> {
                    return Optional.of(received(it));
                }
            }
        }
    }

    private O received(Inbox.Item.Received message) {
        if (plan.isShared()) {
            giveCredit();
        }
        try {
            O decoded = plan.outgoing().decode(message.body());
            message.cursor().ifPresent(cursor -> received = Optional.of(cursor));
            return decoded;
        } catch (CodecException e) {
            hub.leave(this, new Close(Close.Cause.REFUSED, 1007, "a message could not be decoded"));
            throw e;
        }
    }

    /** Gives half of the credit anew whenever half is used up. */
    private void giveCredit() {
        int half = Math.max(1, plan.buffer() / 2);
        if (untoldCredit.incrementAndGet() >= half) {
            uplink.now().ifPresent(carrier -> {
                int credit = untoldCredit.getAndSet(0);
                if (credit > 0) {
                    carrier.send(ClientFrame.credit(plan.target(), credit));
                }
            });
        }
    }

    @Override
    public void send(I message) {
        ClientFrame frame = frame(message);
        Carrier carrier = Interruptible.call(uplink::awaitCredit);
        CompletableFuture<?> sent = carrier.send(frame).toCompletableFuture();
        try {
            Interruptible.call(sent::get);
        } catch (ExecutionFailedException e) {
            throw new SendUncertainException(plan.channel(), e);
        }
    }

    @Override
    public boolean offer(I message) {
        ClientFrame frame = frame(message);
        Optional<Carrier> carrier = uplink.takeCredit();
        carrier.ifPresent(it -> it.send(frame));
        return carrier.isPresent();
    }

    private ClientFrame frame(I message) {
        Codec<I> codec = codec();
        return ClientFrame.message(plan.target(), codec.form(), codec.encode(message));
    }

    private Codec<I> codec() {
        return plan.incoming().orElseThrow(() -> new IllegalStateException(
                "channel '" + plan.channel() + "' is one-way"));
    }

    @Override
    public Reply<O> ask(I message, Duration deadline) {
        if (deadline.toMillis() < 1) {
            throw new IllegalArgumentException("deadline is " + deadline + ", the least is " + Duration.ofMillis(1));
        }
        byte[] body = codec().encode(message);
        return switch (Interruptible.call(() -> asks.ask(uplink, body, Interruptible.nanos(deadline)))) {
            case Reply.Answer<byte[]> it -> Reply.of(plan.outgoing().decode(it.message()));
            case Reply.Failure<byte[]> it -> Reply.failure(it.code(), it.reason());
        };
    }

    @Override
    public CompletableFuture<Reply<O>> askLater(I message, Duration deadline) {
        CompletableFuture<Reply<O>> reply = new CompletableFuture<>();
        Thread asking = Thread.ofVirtual().name("sluice-client-ask").start(() -> {
            try {
                reply.complete(ask(message, deadline));
            } catch (RuntimeException e) {
                reply.completeExceptionally(e);
            }
        });
        reply.minimalCompletionStage().whenComplete((answer, failure) -> {
            if (reply.isCancelled()) {
                asking.interrupt();
            }
        });
        return reply;
    }

    private Reply<byte[]> answer(byte[] request) throws Exception {
        return switch (plan.answers().answer(plan.outgoing().decode(request))) {
            case Reply.Answer<I> it -> Reply.of(codec().encode(it.message()));
            case Reply.Failure<I> it -> Reply.failure(it.code(), it.reason());
        };
    }

    @Override
    public Optional<String> cursor() {
        return received;
    }

    @Override
    public Optional<Protocol> protocol() {
        return uplink.now().map(Carrier::protocol);
    }

    @Override
    public boolean isOpen() {
        return !ended.get();
    }

    @Override
    public CompletionStage<Close> whenClosed() {
        return closed.minimalCompletionStage();
    }

    @Override
    public void close(int code, String reason) {
        if (code != 1000 && (code < OWN_CODES || code > HIGHEST_CODE)) {
            throw new IllegalArgumentException("close code " + code + " is neither 1000 nor 3000 to 4999");
        }
        hub.leave(this, new Close(Close.Cause.COMPLETED, code, reason));
    }
}
