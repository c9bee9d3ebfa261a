package dev.sluice.tck;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.stream.Stream;

import dev.sluice.Endpoint;
import dev.sluice.Opening;
import dev.sluice.Protocol;
import dev.sluice.Transport;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Which endpoint a path leads to, and what the endpoint learns of the request. */
abstract class RouteRules extends WireChapter {

    RouteRules(TransportFactory factory) {
        super(factory);
    }

    @TestFactory
    @Rule("ROUTE-1")
    @DisplayName("ROUTE-1 a literal path leads to its endpoint and to no other")
    Stream<DynamicTest> literals() {
        Transport transport = start(naming("/"), naming("/a"), naming("/a/b"), naming("/a/"), naming("/b.c~d-e_f"));
        return Stream.concat(
                Stream.of("/", "/a", "/a/b", "/a/", "/b.c~d-e_f").map(path -> DynamicTest.dynamicTest(path,
                        () -> open(transport, path).expectText(path))),
                Stream.of("/A", "/ab", "/a/b/", "/a/b/c", "/b", "/b.c~d-e_f/", "/c")
                        .map(path -> DynamicTest.dynamicTest(path,
                                () -> assertNotFound(transport, path))));
    }

    @TestFactory
    @Rule("ROUTE-2")
    @DisplayName("ROUTE-2 a parameter takes one whole segment, percent-decoded as UTF-8")
    Stream<DynamicTest> parameters() {
        Transport transport = start(telling("/chat/{room}", "room"));
        return DynamicTest.stream(
                Map.of("lobby", "lobby", "a%20b", "a b", "caf%C3%A9", "café", "%f0%9f%98%80", "😀", "%25", "%",
                        "%2541", "%41", "a+b", "a+b", "a;b=c,d@e:f!g$h'(i)*j", "a;b=c,d@e:f!g$h'(i)*j", "x%3Fy%23z",
                        "x?y#z").entrySet()
                        .stream(),
                Map.Entry::getKey,
                entry -> open(transport, "/chat/" + entry.getKey()).expectText(entry.getValue()));
    }

    @Test
    @Rule("ROUTE-3")
    @DisplayName("ROUTE-3 a percent-encoded slash stays inside its segment")
    void encodedSlashes() {
        Transport transport = start(telling("/chat/{room}", "room"), telling("/chat/{room}/{seat}", "seat"));
        open(transport, "/chat/a%2Fb").expectText("a/b");
        open(transport, "/chat/a%2fb%2F").expectText("a/b/");
        open(transport, "/chat/a%2Fb/c%2Fd").expectText("c/d");
    }

    @TestFactory
    @Rule("ROUTE-4")
    @DisplayName("ROUTE-4 a literal wins over a parameter, whichever endpoint was given first")
    Stream<DynamicTest> literalsWin() {
        Endpoint literal = naming("/chat/lobby");
        Endpoint parameter = naming("/chat/{room}");
        return Stream.of(List.of(literal, parameter), List.of(parameter, literal))
                .map(endpoints -> DynamicTest.dynamicTest(
                        endpoints.get(0).pathTemplate() + " first", () -> {
                            Transport transport = start(endpoints.toArray(Endpoint[]::new));
                            open(transport, "/chat/lobby").expectText("/chat/lobby");
                            open(transport, "/chat/lobb%79").expectText("/chat/lobby");
                            open(transport, "/chat/other").expectText("/chat/{room}");
                            open(transport, "/chat/Lobby").expectText("/chat/{room}");
                        }));
    }

    @Test
    @Rule("ROUTE-5")
    @DisplayName("ROUTE-5 a more literal template that does not match hides no other")
    void nothingIsHidden() {
        Transport transport = start(naming("/a/b/{x}/e"), naming("/a/{x}/c"), naming("/{x}/b/d"),
                naming("/{x}/{y}/{z}"));
        open(transport, "/a/b/1/e").expectText("/a/b/{x}/e");
        open(transport, "/a/b/c").expectText("/a/{x}/c");
        open(transport, "/a/b/d").expectText("/{x}/b/d");
        open(transport, "/a/b/f").expectText("/{x}/{y}/{z}");
        assertNotFound(transport, "/a/b/1/f");
    }

    @TestFactory
    @Rule("ROUTE-6")
    @DisplayName("ROUTE-6 a parameter is never empty and never more than a segment: status 404")
    Stream<DynamicTest> emptyParameters() {
        Transport transport = start(telling("/chat/{room}", "room"), telling("/x/{a}/y", "a"));
        return DynamicTest.stream(Stream.of("/chat", "/chat/", "/chat/a/b", "/chat/a/", "/x//y", "/x/y"), path -> path,
                path -> assertNotFound(transport, path));
    }

    @TestFactory
    @Rule("ROUTE-7")
    @DisplayName("ROUTE-7 a path with a malformed escape is not served: status 404 or 400")
    Stream<DynamicTest> malformedPaths() {
        Transport transport = start(telling("/chat/{room}", "room"));
        return DynamicTest.stream(Stream.of("%", "%4", "%zz", "%4g", "a%", "%e4", "%c0%af", "%ed%a0%80"), room -> room,
                room -> assertThat(answer(transport, RawRequest.get(transport.port(), "/chat/" + room)).status())
                        .isIn(400, 404));
    }

    @Test
    @Rule("ROUTE-8")
    @DisplayName("ROUTE-8 a literal segment matches in its percent-encoded form too")
    void encodedLiterals() {
        Transport transport = start(naming("/text/now"));
        open(transport, "/%74ext/n%6Fw").expectText("/text/now");
        assertNotFound(transport, "/text%2Fnow");
    }

    @Test
    @Rule("ROUTE-9")
    @DisplayName("ROUTE-9 the query is no part of the path; its parameters are decoded, with all their values in order")
    void queries() {
        Opening opening = openingOf("/see/x?a=1&a=2&b=x+y%20z&c=%26%3D%C3%A9&empty=&flag&&d=e=f&a=/?3");
        assertThat(opening.path()).isEqualTo("/see/x");
        assertThat(opening.query()).containsOnly(Map.entry("a", List.of("1", "2", "/?3")),
                Map.entry("b", List.of("x y z")),
                Map.entry("c", List.of("&=é")), Map.entry("empty", List.of("")), Map.entry("flag", List.of("")),
                Map.entry("d", List.of("e=f")));
        assertThat(openingOf("/see/x").query()).isEmpty();
        assertThat(openingOf("/see/x?").query()).isEmpty();
    }

    @Test
    @Rule("ROUTE-10")
    @DisplayName("ROUTE-10 the stream knows its request: protocol, raw path, all header lines, remote address")
    void openings() {
        BlockingQueue<Opening> seen = new LinkedBlockingQueue<>();
        Transport transport = start(seeing(seen));
        WebSocketClient client = open(transport,
                RawRequest.handshake(transport.port(), "/see/a%2Fb").add("X-Two", "one").add("x-two", "two, three")
                        .add("User-Agent", "kit"));
        Opening opening = take(seen, "an opening");
        assertThat(opening.protocol()).isEqualTo(Protocol.WEB_SOCKET);
        assertThat(opening.path()).isEqualTo("/see/a%2Fb");
        assertThat(opening.pathParameters()).containsOnly(Map.entry("x", "a/b"));
        assertThat(opening.headers().all("X-TWO")).containsExactly("one", "two, three");
        assertThat(opening.headers().first("user-agent")).contains("kit");
        assertThat(opening.headers().first("Host")).contains("127.0.0.1:" + transport.port());
        assertThat(opening.secure()).isFalse();
        assertThat(opening.remoteAddress()).isInstanceOfSatisfying(InetSocketAddress.class,
                address -> {
                    assertThat(address.getAddress().isLoopbackAddress()).isTrue();
                    assertThat(address.getPort()).isEqualTo(client.connection().localPort());
                });
    }

    private Opening openingOf(String target) {
        BlockingQueue<Opening> seen = new LinkedBlockingQueue<>();
        open(start(seeing(seen)), target);
        return take(seen, "an opening");
    }

    private void assertNotFound(Transport transport, String target) {
        assertThat(answer(transport, RawRequest.handshake(transport.port(), target)).status()).isEqualTo(404);
        assertThat(answer(transport, RawRequest.get(transport.port(), target)).status()).isEqualTo(404);
    }

    /** Tells each client its path template. */
    private static Endpoint naming(String template) {
        return Endpoint.at(template).serve(TEXT, stream -> stream.send(template)).build();
    }

    /** Tells each client the value of a parameter. */
    private static Endpoint telling(String template, String parameter) {
        return Endpoint.at(template).serve(TEXT, stream -> stream.send(stream.opening().path(parameter))).build();
    }

    private static Endpoint seeing(BlockingQueue<Opening> seen) {
        return Endpoint.at("/see/{x}").serve(TEXT, stream -> {
            seen.add(stream.opening());
            stream.receive();
        }).build();
    }
}
