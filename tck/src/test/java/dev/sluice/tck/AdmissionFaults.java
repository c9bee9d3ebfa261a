package dev.sluice.tck;

import static dev.sluice.tck.Fault.inside;
import static dev.sluice.tck.Tampered.answers;
import static dev.sluice.tck.Tampered.handlers;
import static dev.sluice.tck.Tampered.requests;

import java.net.InetSocketAddress;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

import dev.sluice.Headers;
import dev.sluice.spi.Answer;
import dev.sluice.spi.Engine;
import dev.sluice.spi.HttpRequest;
import dev.sluice.spi.Link;
import dev.sluice.spi.LinkEnd;
import dev.sluice.spi.LinkHandler;
import dev.sluice.tck.Tampered.OfHandler;

/** Faults that touch who is let in, and how many. */
final class AdmissionFaults {

    private AdmissionFaults() {}

    static Stream<Fault> all() {
        return Stream.of(ofRequests(), ofAnswers(), ofLinks()).flatMap(all -> all);
    }

    private static Stream<Fault> ofRequests() {
        return Stream.of(
                inside("the remote address gets lost",
                        requests(r -> from(r, InetSocketAddress.createUnresolved("unknown", 0))), "LIMIT-11", "GATE-4"),
                inside("every client has one address", requests(r -> from(r, new InetSocketAddress("10.0.0.1", 1))),
                        "LIMIT-11", "GATE-4"),
                inside("cookies do not reach the engine", requests(r -> HttpFaults.without(r, "Cookie")), "GATE-4"),
                inside("the runtime adds a header to requests",
                        requests(r -> HttpFaults.headers(r, HttpFaults.with(r.headers(), "X-Request-Id", "1"))),
                        "LIMIT-15", "LIMIT-16"),
                inside("the runtime rewrites Host",
                        requests(r -> HttpFaults.headers(r, HttpFaults.with(r.headers(), "Host", "inside"))), "CORS-2"),
                inside("OPTIONS looks like GET",
                        requests(r -> r.method().equals("OPTIONS") ? method(r, "GET") : r), "CORS-8", "CORS-11"),
                inside("the engine is asked twice", AskingTwice::new, "LIMIT-10", "LIMIT-17", "TICKET-1", "TICKET-6"));
    }

    private static Stream<Fault> ofAnswers() {
        return Stream.of(
                inside("the runtime grants every origin", everywhere("Access-Control-Allow-Origin", "*"), "CORS-1",
                        "CORS-2", "CORS-3", "CORS-9", "CORS-12"),
                inside("the runtime repeats the grant",
                        everywhere("Access-Control-Allow-Origin", "https://friend.example", "https://friend.example"),
                        "CORS-3"),
                inside("the runtime grants credentials", everywhere("Access-Control-Allow-Credentials", "true"),
                        "CORS-5", "CORS-6"),
                inside("the runtime varies by something else alone", everywhere("Vary", "Accept-Encoding"), "CORS-4"),
                inside("errors have no headers of ours", answers(AdmissionFaults::bare), "LIMIT-10", "LIMIT-11",
                        "LIMIT-17", "GATE-5", "CORS-7", "TICKET-5"),
                inside("errors all are bad requests", answers(a -> status(a, 400, 599, 400)), "LIMIT-15", "LIMIT-16",
                        "GATE-1", "TICKET-2", "JUDGE-8"),
                inside("the runtime knows no 204", answers(a -> status(a, 204, 204, 200)), "CORS-8"));
    }

    private static Stream<Fault> ofLinks() {
        return Stream.of(
                inside("of a link that cannot be opened nothing is told", handlers(TellingOpenedAlone::new),
                        "LIMIT-13"),
                inside("ends are told of every other link", new TellingEveryOther(), "LIMIT-12"));
    }

    private static HttpRequest from(HttpRequest r, InetSocketAddress remote) {
        return new HttpRequest(r.method(), r.rawPath(), r.rawQuery(), r.version(), r.headers(), remote, r.secure(),
                r.clientCertificate());
    }

    private static HttpRequest method(HttpRequest r, String method) {
        return new HttpRequest(method, r.rawPath(), r.rawQuery(), r.version(), r.headers(), r.remoteAddress(),
                r.secure(), r.clientCertificate());
    }

    private static UnaryOperator<Engine> everywhere(String name, String... values) {
        return answers(answer -> switch (answer) {
            case Answer.Response(int status, Headers headers, String body) ->
                new Answer.Response(status, HttpFaults.with(headers, name, values), body);
            case Answer.Upgrade(Headers headers, LinkHandler handler) ->
                new Answer.Upgrade(HttpFaults.with(headers, name, values), handler);
            case Answer.Stream(Headers headers, LinkHandler handler) ->
                new Answer.Stream(HttpFaults.with(headers, name, values), handler);
            case Answer.NotFound none -> none;
            case Answer.Receive receive -> receive;
        });
    }

    private static Answer bare(Answer answer) {
        return answer instanceof Answer.Response(int status, Headers headers, String body)
                ? new Answer.Response(status, Headers.of("Content-Type", "text/plain; charset=utf-8"), body)
                : answer;
    }

    private static Answer status(Answer answer, int from, int to, int instead) {
        return answer instanceof Answer.Response(int status, Headers headers, String body)
                && status >= from && status <= to ? new Answer.Response(instead, headers, body) : answer;
    }

    private static final class AskingTwice extends Tampered.OfEngine {

        AskingTwice(Engine engine) {
            super(engine);
        }

        @Override
        public Answer answer(HttpRequest request) {
            super.answer(request);
            return super.answer(request);
        }
    }

    private static final class TellingOpenedAlone extends OfHandler {

        private boolean opened;

        TellingOpenedAlone(LinkHandler handler) {
            super(handler);
        }

        @Override
        public void opened(Link link) {
            opened = true;
            super.opened(link);
        }

        @Override
        public void ended(LinkEnd how) {
            if (opened) {
                super.ended(how);
            }
        }
    }

    private static final class TellingEveryOther implements UnaryOperator<Engine> {

        @Override
        public Engine apply(Engine engine) {
            int[] every = {0};
            return handlers(handler -> new OfHandler(handler) {

                private final boolean told = every[0]++ % 2 == 0;

                @Override
                public void ended(LinkEnd how) {
                    if (told) {
                        super.ended(how);
                    }
                }
            }).apply(engine);
        }
    }
}
