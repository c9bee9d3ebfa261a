package dev.sluice.internal.memory;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;

import dev.sluice.Close;
import dev.sluice.Codec;
import dev.sluice.MemoryRequest;
import dev.sluice.Protocol;
import dev.sluice.StreamClosedException;
import dev.sluice.TwoWayMemoryClient;
import dev.sluice.internal.websocket.CloseCode;
import org.jspecify.annotations.Nullable;

/** A client's end: a virtual thread reads it and puts the messages into a mailbox. */
final class PipeClient<I, O> implements TwoWayMemoryClient<I, O> {

    private static final Close CUT = new Close(Close.Cause.LOST, 1006, "");

    private final String name;
    private final Duration deadline;
    private final Protocol protocol;
    private final PipeSocket socket;
    private final Conversation conversation;
    private final Codec<I> incoming;
    private final Codec<O> outgoing;
    private final Mailbox mailbox;
    /** How this side has ended the stream, if it was the first to do so. */
    private final AtomicReference<@Nullable Close> own = new AtomicReference<>();

    private volatile Optional<String> lastEventId = Optional.empty();

    private PipeClient(MemoryRequest request, Protocol protocol, PipeSocket socket, Conversation conversation,
            Codec<I> incoming, Codec<O> outgoing) {
        this.name = protocol + " " + request.target().split("\\?", 2)[0];
        this.deadline = request.deadline();
        this.protocol = protocol;
        this.socket = socket;
        this.conversation = conversation;
        this.incoming = incoming;
        this.outgoing = outgoing;
        this.mailbox = new Mailbox(request.readAhead());
    }

    /**
     * Opens a stream.
     *
     * @param open where the client is as long as it reads
     */
    static <I, O> PipeClient<I, O> open(int port, MemoryRequest request, Protocol protocol, Codec<I> incoming,
            Codec<O> outgoing, Set<PipeClient<?, ?>> open) {
        PipeSocket socket = socket();
        boolean opened = false;
        try {
            socket.setSoTimeout((int) request.deadline().toMillis());
            socket.writeTimeout((int) request.deadline().toMillis());
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            Conversation conversation = Openings.open(socket, request, protocol);
            socket.setSoTimeout(Pipe.FOREVER);
            PipeClient<I, O> client = new PipeClient<>(request, protocol, socket, conversation, incoming, outgoing);
            open.add(client);
            Thread.ofVirtual().name("memory-client").start(() -> {
                client.read();
                open.remove(client);
            });
            opened = true;
            return client;
        } catch (SocketTimeoutException e) {
            throw new AssertionError("no answer to " + request + " within " + request.deadline().toMillis() + " ms", e);
        } catch (ConnectException e) {
            throw new IllegalStateException("the transport was closed", e);
        } catch (IOException e) {
            throw new UncheckedIOException("the connection broke before an answer to " + request, e);
        } finally {
            if (!opened) {
                close(socket);
            }
        }
    }

    private static PipeSocket socket() {
        try {
            return PipeSocket.client();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void read() {
        Close end = CUT;
        try {
            mailbox.awaitRoom();
            Optional<Received> message = conversation.next();
            while (message.isPresent()) {
                mailbox.put(message.get());
                mailbox.awaitRoom();
                message = conversation.next();
            }
            end = conversation.end();
        } catch (IOException e) {
            // The connection is cut, or closed by this side.
        } finally {
            Close mine = own.get();
            mailbox.end(mine == null ? end : mine);
            closeSocket();
        }
    }

    /** Reads to the end, whatever nobody receives: the transport has closed. */
    void letGo() {
        mailbox.unbind();
    }

    private void closeSocket() {
        close(socket);
    }

    private static void close(PipeSocket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            // There is nothing left to do for it.
        }
    }

    @Override
    public Protocol protocol() {
        return protocol;
    }

    @Override
    public void send(I message) {
        if (protocol == Protocol.SSE) {
            throw new IllegalStateException(name + ": a client sends nothing over SSE");
        }
        Close ended = own.get() == null ? mailbox.end().orElse(null) : own.get();
        if (ended != null) {
            throw new StreamClosedException(ended);
        }
        byte[] bytes = incoming.encode(message);
        try {
            conversation.send(incoming.form() == Codec.Form.TEXT, bytes);
        } catch (SocketTimeoutException e) {
            cut();
            throw new AssertionError(name + ": the server did not read within " + deadline.toMillis() + " ms", e);
        } catch (IOException e) {
            throw new StreamClosedException(awaitClose());
        }
    }

    @Override
    public O receive() {
        return receive(deadline);
    }

    @Override
    public O receive(Duration wait) {
        Received message = mailbox.take(wait)
                .orElseThrow(() -> new AssertionError(name + ": no message came within " + wait.toMillis() + " ms"));
        lastEventId = message.lastEventId();
        return outgoing.decode(message.bytes());
    }

    @Override
    public Optional<String> lastEventId() {
        return lastEventId.or(conversation::beginning);
    }

    @Override
    public Close awaitClose() {
        return awaitClose(deadline);
    }

    @Override
    public Close awaitClose(Duration wait) {
        return mailbox.awaitEnd(wait).orElseThrow(() -> new AssertionError(name + ": the stream was still open after "
                + wait.toMillis() + " ms, with " + mailbox.size() + " messages that were not received"));
    }

    @Override
    public boolean isOpen() {
        return own.get() == null && mailbox.end().isEmpty();
    }

    @Override
    public void close(int code, String reason) {
        Close close = new Close(Close.Cause.COMPLETED, code, reason);
        if (!CloseCode.isValidOnWire(code)) {
            throw new IllegalArgumentException("close code " + code + " is never sent (RFC 6455 section 7.4)");
        }
        if (mailbox.end().isEmpty() && own.compareAndSet(null, close)) {
            mailbox.unbind();
            try {
                conversation.close(code, reason);
            } catch (IOException e) {
                closeSocket();
            }
        }
    }

    @Override
    public void cut() {
        if (mailbox.end().isEmpty()) {
            own.compareAndSet(null, CUT);
            try {
                socket.setSoLinger(true, 0);
            } catch (IOException e) {
                // Closed already.
            }
            closeSocket();
            mailbox.unbind();
        }
    }

    @Override
    public String toString() {
        return name + mailbox.end().map(end -> " ended: " + end).orElse("");
    }
}
