package dev.sluice.tck;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.function.UnaryOperator;

import dev.sluice.OneWayStream;
import dev.sluice.spi.Answer;
import dev.sluice.spi.Engine;
import dev.sluice.spi.HttpRequest;
import dev.sluice.spi.Link;
import dev.sluice.spi.LinkEnd;
import dev.sluice.spi.LinkHandler;

/** Everything of the SPI passed on, to be overridden where a fault is wanted. */
final class Tampered {

    private Tampered() {}

    /** Between a transport and its engine. */
    static class OfEngine implements Engine {

        private final Engine engine;

        OfEngine(Engine engine) {
            this.engine = engine;
        }

        HttpRequest request(HttpRequest request) {
            return request;
        }

        Answer answered(Answer answer) {
            return answer;
        }

        @Override
        public Answer answer(HttpRequest request) {
            return answered(engine.answer(request(request)));
        }

        @Override
        public boolean serves(String rawPath) {
            return engine.serves(rawPath);
        }

        @Override
        public int linkCount() {
            return engine.linkCount();
        }

        @Override
        public List<OneWayStream<?>> streams() {
            return engine.streams();
        }

        @Override
        public void close() {
            engine.close();
        }
    }

    /** An engine whose links are handled by something in between. */
    static UnaryOperator<Engine> handlers(UnaryOperator<LinkHandler> between) {
        return answers(answer -> switch (answer) {
            case Answer.Upgrade(var headers, var handler) -> new Answer.Upgrade(headers, between.apply(handler));
            case Answer.Stream(var headers, var handler) -> new Answer.Stream(headers, between.apply(handler));
            default -> answer;
        });
    }

    /** An engine whose answers are changed. */
    static UnaryOperator<Engine> answers(UnaryOperator<Answer> change) {
        return engine -> new OfEngine(engine) {
            @Override
            Answer answered(Answer answer) {
                return change.apply(answer);
            }
        };
    }

    /** An engine that gets other requests. */
    static UnaryOperator<Engine> requests(UnaryOperator<HttpRequest> change) {
        return engine -> new OfEngine(engine) {
            @Override
            HttpRequest request(HttpRequest request) {
                return change.apply(request);
            }
        };
    }

    /** An engine that uses other links. */
    static UnaryOperator<Engine> links(UnaryOperator<Link> between) {
        return handlers(handler -> new OfHandler(handler) {
            @Override
            Link tampered(Link link) {
                return between.apply(link);
            }
        });
    }

    /** Between a link and the engine. */
    static class OfHandler implements LinkHandler {

        final LinkHandler handler;

        OfHandler(LinkHandler handler) {
            this.handler = handler;
        }

        Link tampered(Link link) {
            return link;
        }

        @Override
        public void opened(Link link) {
            handler.opened(tampered(link));
        }

        @Override
        public void received(ByteBuffer bytes) {
            handler.received(bytes);
        }

        @Override
        public ByteBuffer poll() {
            return handler.poll();
        }

        @Override
        public boolean isFinished() {
            return handler.isFinished();
        }

        @Override
        public void ended(LinkEnd how) {
            handler.ended(how);
        }
    }

    /** Between the engine and a link. */
    static class OfLink implements Link {

        final Link link;

        OfLink(Link link) {
            this.link = link;
        }

        @Override
        public void ready() {
            link.ready();
        }

        @Override
        public void pauseReading() {
            link.pauseReading();
        }

        @Override
        public void resumeReading() {
            link.resumeReading();
        }

        @Override
        public void abort() {
            link.abort();
        }
    }
}
