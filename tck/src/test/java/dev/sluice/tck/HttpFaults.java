package dev.sluice.tck;

import static dev.sluice.tck.Fault.inside;
import static dev.sluice.tck.Tampered.answers;
import static dev.sluice.tck.Tampered.requests;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

import dev.sluice.Headers;
import dev.sluice.spi.Answer;
import dev.sluice.spi.HttpRequest;
import dev.sluice.spi.HttpVersion;

/** Faults of requests on their way to the engine, and of its answers on their way to the client. */
final class HttpFaults {

    private HttpFaults() {}

    static Stream<Fault> all() {
        return Stream.concat(ofRequests(), ofAnswers());
    }

    private static Stream<Fault> ofRequests() {
        return Stream.of(
                inside("Last-Event-ID does not reach the engine", requests(r -> without(r, "Last-Event-ID")), "SSE-11",
                        "RESUME-2", "RESUME-4", "RESUME-6", "JUDGE-2", "JUDGE-3", "JUDGE-4"),
                inside("the sub-protocols on offer do not reach the engine",
                        requests(r -> without(r, "Sec-WebSocket-Protocol")), "HS-10", "SUB-1", "RESUME-1", "JUDGE-9"),
                inside("Origin does not reach the engine", requests(r -> without(r, "Origin")), "HS-25",
                        "CORS-1", "CORS-3", "CORS-5", "CORS-6", "CORS-8", "CORS-9", "ASYNCAPI-6"),
                inside("only the first line of a header reaches the engine", requests(HttpFaults::firstLines), "HS-5",
                        "ROUTE-10", "DEFLATE-7", "LIMIT-15"),
                inside("the query does not reach the engine", requests(r -> query(r, "")), "LIMIT-7", "ROUTE-9",
                        "RESUME-3", "GATE-4", "TICKET-1"),
                inside("the query is decoded too early", requests(r -> query(r, decoded(r.rawQuery()))), "ROUTE-9"),
                inside("the path is decoded too early", requests(r -> path(r, decoded(r.rawPath()))), "ROUTE-3"),
                inside("the end of the path is mended", requests(r -> path(r, r.rawPath().replaceAll("/+$", ""))),
                        "ROUTE-1"),
                inside("every request looks like HTTP/1.1", requests(HttpFaults::newer), "HS-19"),
                inside("the remote address is the server's own", requests(HttpFaults::fromHere), "ROUTE-10"),
                inside("every connection looks secure", requests(HttpFaults::secured), "ROUTE-10"));
    }

    private static Stream<Fault> ofAnswers() {
        return Stream.of(
                inside("the runtime adds a line to a header of streams", answers(a -> stream(a, HttpFaults::cacheable)),
                        "SSE-1"),
                inside("the runtime keeps streams' connections",
                        answers(a -> stream(a, h -> with(h, "Connection", "keep-alive"))), "SSE-2"),
                inside("every body of a stream is said to be chunked",
                        answers(a -> stream(a, h -> with(h, "Transfer-Encoding", "chunked"))), "SSE-20"),
                inside("the runtime says that it compresses",
                        answers(a -> stream(a, h -> with(h, "Content-Encoding", "gzip"))), "SSE-1"),
                inside("the runtime agrees on an extension",
                        answers(a -> upgrade(a, h -> with(h, "Sec-WebSocket-Extensions", "permessage-deflate"))),
                        "HS-9"),
                inside("the runtime answers the handshake wrongly",
                        answers(a -> upgrade(a, h -> with(h, "Sec-WebSocket-Accept", "AAAAAAAAAAAAAAAAAAAAAAAAAAA="))),
                        "HS-2"),
                inside("the runtime adds a length to the 101",
                        answers(a -> upgrade(a, h -> with(h, "Content-Length", "0"))), "HS-3"),
                inside("the runtime drops a header of a refusal", answers(HttpFaults::withoutAllow), "HTTP-2", "HS-18"),
                inside("the runtime has error pages of its own", answers(HttpFaults::errorPage), "HTTP-9", "HS-29"));
    }

    private static HttpRequest fromHere(HttpRequest r) {
        return new HttpRequest(r.method(), r.rawPath(), r.rawQuery(), r.version(), r.headers(),
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 1), r.secure(), r.clientCertificate());
    }

    private static HttpRequest secured(HttpRequest r) {
        return new HttpRequest(r.method(), r.rawPath(), r.rawQuery(), r.version(), r.headers(), r.remoteAddress(), true,
                r.clientCertificate());
    }

    static HttpRequest headers(HttpRequest r, Headers headers) {
        return new HttpRequest(r.method(), r.rawPath(), r.rawQuery(), r.version(), headers, r.remoteAddress(),
                r.secure(), r.clientCertificate());
    }

    private static HttpRequest path(HttpRequest r, String path) {
        return new HttpRequest(r.method(), path, r.rawQuery(), r.version(), r.headers(), r.remoteAddress(), r.secure(),
                r.clientCertificate());
    }

    private static HttpRequest query(HttpRequest r, String query) {
        return new HttpRequest(r.method(), r.rawPath(), query, r.version(), r.headers(), r.remoteAddress(), r.secure(),
                r.clientCertificate());
    }

    private static HttpRequest newer(HttpRequest r) {
        return new HttpRequest(r.method(), r.rawPath(), r.rawQuery(), HttpVersion.HTTP_1_1, r.headers(),
                r.remoteAddress(), r.secure(), r.clientCertificate());
    }

    private static String decoded(String text) {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return text;
        }
    }

    static HttpRequest without(HttpRequest r, String name) {
        Map<String, List<String>> lines = new HashMap<>(r.headers().asMap());
        lines.keySet().removeIf(name::equalsIgnoreCase);
        return headers(r, Headers.of(lines));
    }

    private static HttpRequest firstLines(HttpRequest r) {
        Map<String, List<String>> lines = new HashMap<>();
        r.headers().asMap().forEach((name, values) -> lines.put(name, values.subList(0, 1)));
        return headers(r, Headers.of(lines));
    }

    static Headers with(Headers headers, String name, String... values) {
        Map<String, List<String>> lines = new HashMap<>(headers.asMap());
        lines.keySet().removeIf(name::equalsIgnoreCase);
        lines.put(name, List.of(values));
        return Headers.of(lines);
    }

    private static Headers cacheable(Headers headers) {
        List<String> values = new ArrayList<>(headers.all("Cache-Control"));
        values.add("max-age=60");
        return with(headers, "Cache-Control", values.toArray(String[]::new));
    }

    private static Answer stream(Answer answer, UnaryOperator<Headers> change) {
        return answer instanceof Answer.Stream(var headers, var handler)
                ? new Answer.Stream(change.apply(headers), handler)
                : answer;
    }

    static Answer upgrade(Answer answer, UnaryOperator<Headers> change) {
        return answer instanceof Answer.Upgrade(var headers, var handler)
                ? new Answer.Upgrade(change.apply(headers), handler)
                : answer;
    }

    private static Answer withoutAllow(Answer answer) {
        return answer instanceof Answer.Response(int status, Headers headers, String body)
                ? new Answer.Response(status, with(headers, "Allow"), body)
                : answer;
    }

    private static Answer errorPage(Answer answer) {
        return answer instanceof Answer.Response(int status, Headers headers, String body)
                ? new Answer.Response(status, with(headers, "Content-Type", "text/html"),
                        "<h1>" + body + "</h1><pre>java.lang.IllegalStateException at dev.sluice.Engine</pre>")
                : answer;
    }
}
