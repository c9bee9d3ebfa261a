package dev.sluice.tck;

import static dev.sluice.tck.Fault.inside;
import static dev.sluice.tck.Tampered.answers;
import static dev.sluice.tck.Tampered.handlers;
import static dev.sluice.tck.Tampered.links;
import static dev.sluice.tck.Tampered.requests;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

import dev.sluice.Headers;
import dev.sluice.spi.Answer;
import dev.sluice.spi.Engine;
import dev.sluice.spi.Link;
import dev.sluice.spi.LinkEnd;
import dev.sluice.spi.LinkHandler;
import dev.sluice.tck.Tampered.OfHandler;
import dev.sluice.tck.Tampered.OfLink;

/** Faults with bodies of requests, and with what carries a session. */
final class SessionFaults {

    private static final int COMMENT = 3;

    private SessionFaults() {}

    static Stream<Fault> all() {
        return Stream.of(bodies(), heads(), streams()).flatMap(faults -> faults);
    }

    private static Stream<Fault> bodies() {
        return Stream.of(
                inside("the last byte of a body is lost",
                        bodies(body -> Arrays.copyOf(body, Math.max(0, body.length - 1))), "BODY-1", "BODY-2", "BODY-3",
                        "SESSION-3", "SESSION-4", "SESSION-10", "SESSION-25", "JUDGE-5", "JUDGE-6"),
                inside("bodies are decoded as Latin-1",
                        bodies(body -> new String(body, StandardCharsets.ISO_8859_1).getBytes(StandardCharsets.UTF_8)),
                        "BODY-1", "BODY-2", "SESSION-3", "SESSION-12"),
                inside("what a body says is forgotten", bodies(body -> new byte[0]), "SESSION-8", "SESSION-9",
                        "SESSION-11", "SESSION-17", "BODY-5", "BODY-6", "BODY-8"),
                inside("larger bodies are taken", receiving(r -> new Answer.Receive(2 * r.maxBytes(), r.within(),
                        r.tooLarge(), r.then())), "BODY-4"),
                inside("bodies are waited for without end", receiving(r -> new Answer.Receive(r.maxBytes(),
                        Duration.ofDays(1), r.tooLarge(), r.then())), "BODY-7"),
                inside("the answer to a body has lost its headers", receiving(r -> new Answer.Receive(r.maxBytes(),
                        r.within(), r.tooLarge(), body -> withoutHeaders(r.then().apply(body)))), "SESSION-3",
                        "SESSION-5", "SESSION-22"));
    }

    private static Stream<Fault> heads() {
        return Stream.of(
                inside("the secret gets lost", requests(r -> HttpFaults.without(r, "Sluice-Session")), "SESSION-6"),
                inside("what a client has seen gets lost", requests(r -> HttpFaults.without(r, "Last-Event-ID")),
                        "SESSION-13", "SESSION-14", "SESSION-15", "SESSION-20"),
                inside("pages look like other clients", requests(r -> HttpFaults.without(r, "Origin")), "SESSION-21"),
                inside("preflights are answered for GET alone", answers(SessionFaults::getAlone), "SESSION-22"),
                inside("the engine is not told that the transport closes", Unclosed::new, "SESSION-19"));
    }

    private static Stream<Fault> streams() {
        return Stream.of(
                inside("resets end nothing", handlers(h -> new OfHandler(h) {
                    @Override
                    public void ended(LinkEnd how) {
                        super.ended(how == LinkEnd.BROKEN ? LinkEnd.FINISHED : how);
                    }
                }), "SESSION-13", "SESSION-18"),
                inside("a reset is not told of an event stream", handlers(Unended::new), "SESSION-16"),
                inside("events are written twice now and then", handlers(Repeating::new), "SESSION-2", "SESSION-13"),
                inside("responses do not end", handlers(h -> new OfHandler(h) {
                    @Override
                    public boolean isFinished() {
                        return false;
                    }
                }), "SESSION-14"),
                inside("comments are held back", handlers(Uncommented::new), "SESSION-23"),
                inside("a stuck connection is not cut", links(Uncut::new), "SESSION-24"));
    }

    private static UnaryOperator<Engine> bodies(UnaryOperator<byte[]> change) {
        return receiving(r -> new Answer.Receive(r.maxBytes(), r.within(), r.tooLarge(),
                body -> r.then().apply(change.apply(body))));
    }

    private static UnaryOperator<Engine> receiving(UnaryOperator<Answer.Receive> change) {
        return answers(answer -> answer instanceof Answer.Receive receive ? change.apply(receive) : answer);
    }

    private static Answer.Response withoutHeaders(Answer.Response response) {
        return new Answer.Response(response.status(), Headers.of(), response.body());
    }

    private static Answer getAlone(Answer answer) {
        return answer instanceof Answer.Response(int status, Headers headers, String body)
                && !headers.all("Access-Control-Allow-Methods").isEmpty()
                        ? new Answer.Response(status, HttpFaults.with(headers, "Access-Control-Allow-Methods", "GET"),
                                body)
                        : answer;
    }

    private static final class Unclosed extends Tampered.OfEngine {

        Unclosed(Engine engine) {
            super(engine);
        }

        @Override
        public void close() {
            // The fault.
        }
    }

    private static final class Unended extends OfHandler {

        Unended(LinkHandler handler) {
            super(handler);
        }

        @Override
        public void ended(LinkEnd how) {
            if (how != LinkEnd.BROKEN && how != LinkEnd.PEER_ENDED) {
                super.ended(how);
            }
        }
    }

    private static final class Repeating extends OfHandler {

        private int count;
        private ByteBuffer again = ByteBuffer.allocate(0);

        Repeating(LinkHandler handler) {
            super(handler);
        }

        @Override
        public ByteBuffer poll() {
            if (again.hasRemaining()) {
                ByteBuffer twice = again;
                again = ByteBuffer.allocate(0);
                return twice;
            }
            ByteBuffer next = super.poll();
            if (next != null && ++count % 3 == 0) {
                again = next.duplicate();
            }
            return next;
        }
    }

    private static final class Uncommented extends OfHandler {

        Uncommented(LinkHandler handler) {
            super(handler);
        }

        @Override
        public ByteBuffer poll() {
            ByteBuffer next = super.poll();
            return next != null && next.remaining() == COMMENT ? super.poll() : next;
        }
    }

    private static final class Uncut extends OfLink {

        Uncut(Link link) {
            super(link);
        }

        @Override
        public void abort() {
            // The fault.
        }
    }
}
