package dev.sluice.tck;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

import dev.sluice.Admission;
import dev.sluice.Endpoint;
import dev.sluice.ManualTime;
import dev.sluice.Protocol;
import dev.sluice.Transport;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** How large an opening may be, and how many there may be a second. */
abstract class OpeningRules extends WireChapter {

    private final AtomicInteger asked = new AtomicInteger();

    OpeningRules(TransportFactory factory) {
        super(factory);
    }

    private Endpoint gated() {
        return Endpoint.at("/gated").admit(opening -> {
            asked.incrementAndGet();
            return opening.query("no").isPresent() ? Admission.refused(403, "no") : Admission.admitted();
        }).serve(NEWS, WireChapter::stay).build();
    }

    private void assertTooLarge(Transport transport, RawRequest request, int limit) {
        int before = asked.get();
        RawResponse response = answer(transport, request);
        assertThat(response.status()).isEqualTo(431);
        assertThat(response.body()).contains(Integer.toString(limit + 1), Integer.toString(limit));
        assertThat(asked).as("how often the gate was asked").hasValue(before);
    }

    @ParameterizedTest
    @EnumSource
    @Rule("LIMIT-15")
    @DisplayName("LIMIT-15 an opening has up to maxHeaders header lines; one more gets status 431, and no gate is asked")
    void headerLines(Protocol protocol) {
        Transport transport = start(config().maxHeaders(12).build(), gated());
        assertThat(status(transport, ofLines(protocol, transport, 11))).isEqualTo(opened(protocol));
        assertThat(status(transport, ofLines(protocol, transport, 12))).isEqualTo(opened(protocol));
        assertTooLarge(transport, ofLines(protocol, transport, 13), 12);
    }

    @ParameterizedTest
    @EnumSource
    @Rule("LIMIT-15")
    @DisplayName("LIMIT-15 a limit beyond what runtimes take by themselves holds too")
    void manyHeaderLines(Protocol protocol) {
        Transport transport = start(config().maxHeaders(300).build(), gated());
        assertThat(status(transport, ofLines(protocol, transport, 300))).isEqualTo(opened(protocol));
        assertTooLarge(transport, ofLines(protocol, transport, 301), 300);
    }

    /** Some of one name, as each line counts; not too many, as Undertow has a limit of its own for those. */
    private static RawRequest ofLines(Protocol protocol, Transport transport, int count) {
        RawRequest request = asking(protocol, transport, "/gated");
        for (int i = request.lines(); i < count; i++) {
            request.add(i % 4 == 0 ? "X-Same" : "X-" + i, "value");
        }
        return request;
    }

    @ParameterizedTest
    @EnumSource
    @Rule("LIMIT-16")
    @DisplayName("LIMIT-16 target, header names and values of an opening have up to maxHeaderBytes bytes; one more gets "
            + "status 431, and no gate is asked")
    void headerBytes(Protocol protocol) {
        Transport transport = start(config().maxHeaderBytes(1_000).build(), gated());
        for (int size : new int[]{999, 1_000}) {
            assertThat(status(transport, ofSize(protocol, transport, size))).isEqualTo(opened(protocol));
            assertThat(status(transport, ofTarget(protocol, transport, size))).isEqualTo(opened(protocol));
        }
        assertTooLarge(transport, ofSize(protocol, transport, 1_001), 1_000);
        assertTooLarge(transport, ofTarget(protocol, transport, 1_001), 1_000);
    }

    @ParameterizedTest
    @EnumSource
    @Rule("LIMIT-16")
    @DisplayName("LIMIT-16 a limit beyond what runtimes take by themselves holds too")
    void manyHeaderBytes(Protocol protocol) {
        int limit = 30_000;
        Transport transport = start(config().maxHeaderBytes(limit).build(), gated());
        assertThat(status(transport, ofSize(protocol, transport, limit))).isEqualTo(opened(protocol));
        assertThat(status(transport, ofTarget(protocol, transport, limit))).isEqualTo(opened(protocol));
        assertTooLarge(transport, ofSize(protocol, transport, limit + 1), limit);
        assertTooLarge(transport, ofTarget(protocol, transport, limit + 1), limit);
    }

    private static RawRequest ofSize(Protocol protocol, Transport transport, int size) {
        RawRequest request = asking(protocol, transport, "/gated").add("X-Pad", "");
        return request.set("X-Pad", "x".repeat(size - request.size()));
    }

    private static RawRequest ofTarget(Protocol protocol, Transport transport, int size) {
        int rest = size - asking(protocol, transport, "/gated?").size();
        return asking(protocol, transport, "/gated?" + "x".repeat(rest));
    }

    @ParameterizedTest
    @EnumSource
    @Rule("LIMIT-17")
    @DisplayName("LIMIT-17 maxOpeningsPerSecond openings are taken at once, the next gets status 503 with Retry-After, "
            + "and as many come back a second")
    void openingsPerSecond(Protocol protocol) {
        ManualTime clock = new ManualTime();
        Transport transport = start(config().maxOpeningsPerSecond(4).time(clock).build(), gated());
        assertOpenings(protocol, transport, 4);
        clock.advance(Duration.ofMillis(249));
        assertOpenings(protocol, transport, 0);
        clock.advance(Duration.ofMillis(1));
        assertOpenings(protocol, transport, 1);
        clock.advance(Duration.ofSeconds(60));
        assertOpenings(protocol, transport, 4);
    }

    /** Exactly so many openings are taken now. */
    private void assertOpenings(Protocol protocol, Transport transport, int count) {
        for (int i = 0; i < count; i++) {
            assertThat(status(transport, asking(protocol, transport, "/gated"))).isEqualTo(opened(protocol));
        }
        int before = asked.get();
        RawResponse refusal = answer(transport, asking(protocol, transport, "/gated"));
        assertThat(refusal.status()).isEqualTo(503);
        assertThat(refusal.header("Retry-After")).isEqualTo("1");
        assertThat(refusal.body()).contains("4");
        assertThat(asked).as("how often the gate was asked").hasValue(before);
    }

    @Test
    @Rule("LIMIT-18")
    @DisplayName("LIMIT-18 an opening that its gate refuses counts as one, a request that is no right opening does not")
    void whatIsAnOpening() {
        Transport transport = start(config().maxOpeningsPerSecond(4).time(new ManualTime()).build(), gated());
        int port = transport.port();
        for (int i = 0; i < 5; i++) {
            assertThat(status(transport, RawRequest.get(port, "/gated").method("POST"))).isEqualTo(405);
            assertThat(status(transport, RawRequest.get(port, "/gated").add("Accept", "image/png"))).isEqualTo(406);
            assertThat(status(transport, RawRequest.get(port, "/gated").add("Origin", "http://evil.example")))
                    .isEqualTo(403);
            assertThat(status(transport, RawRequest.handshake(port, "/gated").set("Sec-WebSocket-Key", "x")))
                    .isEqualTo(400);
        }
        assertThat(status(transport, RawRequest.get(port, "/gated?no"))).isEqualTo(403);
        assertThat(status(transport, RawRequest.handshake(port, "/gated?no"))).isEqualTo(403);
        assertOpenings(Protocol.SSE, transport, 2);
    }
}
