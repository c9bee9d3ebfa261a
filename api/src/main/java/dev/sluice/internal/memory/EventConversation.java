package dev.sluice.internal.memory;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.StringJoiner;

import dev.sluice.Close;
import dev.sluice.internal.socket.ChunkedInput;
import org.jspecify.annotations.Nullable;

/**
 * An event stream as a client reads it (WHATWG HTML section 9.2.6). Events of a type, such as {@code sluice-gap}, are no
 * messages and are left out.
 */
final class EventConversation implements Conversation {

    private final InputStream body;
    private final Socket socket;
    private volatile Optional<String> beginning = Optional.empty();
    private Optional<String> lastEventId = Optional.empty();
    private boolean begun;

    EventConversation(InputStream in, Socket socket) {
        this.body = new BufferedInputStream(new ChunkedInput(in));
        this.socket = socket;
    }

    @Override
    public Optional<Received> next() throws IOException {
        StringJoiner data = new StringJoiner("\n");
        data.setEmptyValue("");
        boolean some = false;
        boolean typed = false;
        for (String line = line(); line != null; line = line()) {
            String value = line.substring(line.indexOf(':') + 1).replaceFirst("^ ", "");
            if (line.isEmpty()) {
                if (some && !typed) {
                    begun = true;
                    return Optional.of(new Received(data.toString().getBytes(StandardCharsets.UTF_8), lastEventId));
                }
                beginning = begun ? beginning : lastEventId;
                data = new StringJoiner("\n");
                some = false;
                typed = false;
            } else if (line.startsWith("data:")) {
                data.add(value);
                some = true;
            } else if (line.startsWith("event:")) {
                typed = true;
            } else if (line.startsWith("id:")) {
                lastEventId = Optional.of(value);
            }
        }
        return Optional.empty();
    }

    private @Nullable String line() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int b = body.read(); b != '\n'; b = body.read()) {
            if (b < 0 && line.size() == 0) {
                return null;
            }
            if (b < 0) {
                throw new EOFException("the event stream ended inside a line");
            }
            line.write(b);
        }
        return line.toString(StandardCharsets.UTF_8);
    }

    @Override
    public Close end() {
        return new Close(Close.Cause.PEER_CLOSED, 1005, "");
    }

    @Override
    public Optional<String> beginning() {
        return beginning;
    }

    @Override
    public void send(boolean text, byte[] message) {
        throw new IllegalStateException("a client sends nothing over SSE");
    }

    @Override
    public void close(int code, String reason) throws IOException {
        // To close it at once would break what the server writes just now: its stream would be lost instead of closed.
        socket.shutdownOutput();
    }
}
