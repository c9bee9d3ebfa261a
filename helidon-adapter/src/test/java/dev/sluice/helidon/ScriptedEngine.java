package dev.sluice.helidon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import dev.sluice.Headers;
import dev.sluice.OneWayStream;
import dev.sluice.spi.Answer;
import dev.sluice.spi.Engine;
import dev.sluice.spi.HttpRequest;
import dev.sluice.spi.HttpVersion;
import dev.sluice.spi.Link;
import dev.sluice.spi.LinkEnd;
import dev.sluice.spi.LinkHandler;

/** Answers {@code /up} by an upgrade, {@code /stream} by a stream; the test plays the handler. */
final class ScriptedEngine implements Engine {

    static final class Script implements LinkHandler {

        final BlockingQueue<Link> opened = new LinkedBlockingQueue<>();
        final BlockingQueue<ByteBuffer> output = new LinkedBlockingQueue<>();
        final BlockingQueue<LinkEnd> ended = new LinkedBlockingQueue<>();
        private final ByteArrayOutputStream input = new ByteArrayOutputStream();
        volatile boolean finished;
        volatile Runnable onInput = () -> {};

        @Override
        public void opened(Link link) {
            opened.add(link);
        }

        @Override
        public void received(ByteBuffer bytes) {
            byte[] copy = new byte[bytes.remaining()];
            bytes.get(copy);
            input.writeBytes(copy);
            onInput.run();
        }

        @Override
        public ByteBuffer poll() {
            return output.poll();
        }

        @Override
        public boolean isFinished() {
            return finished && output.isEmpty();
        }

        @Override
        public void ended(LinkEnd how) {
            ended.add(how);
        }

        String input() {
            return input.toString(StandardCharsets.ISO_8859_1);
        }

        /** Writes more than the client takes. */
        void stick(Link link) {
            Stream.generate(() -> ByteBuffer.allocate(1 << 20)).limit(64).forEach(output::add);
            link.ready();
            int[] before = {-1};
            await().pollInterval(300, TimeUnit.MILLISECONDS).until(() -> {
                boolean still = output.size() == before[0];
                before[0] = output.size();
                return still;
            });
            assertThat(output).isNotEmpty();
        }

        void say(String text) {
            output.add(ByteBuffer.wrap(text.getBytes(StandardCharsets.ISO_8859_1)));
        }
    }

    final BlockingQueue<HttpRequest> requests = new LinkedBlockingQueue<>();
    final BlockingQueue<Script> scripts = new LinkedBlockingQueue<>();

    @Override
    public Answer answer(HttpRequest request) {
        requests.add(request);
        Script script = new Script();
        return switch (request.rawPath()) {
            case "/up" -> {
                scripts.add(script);
                yield new Answer.Upgrade(Headers.of("Connection", "Upgrade", "Upgrade", "test"), script);
            }
            case "/stream" -> {
                scripts.add(script);
                String[] connection = request.version() == HttpVersion.HTTP_2
                        ? new String[0]
                        : new String[]{"Connection", "close"};
                String[] all = new String[2 + connection.length];
                all[0] = "Content-Type";
                all[1] = "text/event-stream";
                System.arraycopy(connection, 0, all, 2, connection.length);
                yield new Answer.Stream(Headers.of(all), script);
            }
            case "/plain" -> new Answer.Response(418, Headers.of("Content-Type", "text/plain", "X-A", "b"), "short");
            default -> new Answer.NotFound();
        };
    }

    @Override
    public boolean serves(String rawPath) {
        return true;
    }

    @Override
    public int linkCount() {
        return 0;
    }

    @Override
    public List<OneWayStream<?>> streams() {
        return List.of();
    }

    @Override
    public void close() {}
}
