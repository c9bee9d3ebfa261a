package dev.sluice.tck;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;

import dev.sluice.Admission;
import dev.sluice.Endpoint;
import dev.sluice.Gate;
import dev.sluice.Headers;
import dev.sluice.ManualTime;
import dev.sluice.Opening;
import dev.sluice.Protocol;
import dev.sluice.Transport;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What gates see and may do, by both protocols. */
abstract class GateRules extends WireChapter {

    private static final Duration TIMEOUT = Duration.ofMinutes(1);

    private final ManualTime clock = new ManualTime();
    private final BlockingQueue<String> served = new LinkedBlockingQueue<>();

    GateRules(TransportFactory factory) {
        super(factory);
    }

    private Transport startGated(Gate gate) {
        return start(config().gateTimeout(TIMEOUT).time(clock).maxStreams(1).build(),
                Endpoint.at("/gated/{id}").admit(gate).serve(NEWS, stream -> {
                    served.add("a stream");
                    stay(stream);
                }).build());
    }

    @ParameterizedTest
    @EnumSource
    @Rule("GATE-1")
    @DisplayName("GATE-1 a gate that takes longer than gateTimeout is interrupted, and the client gets status 503")
    void timeout(Protocol protocol) {
        BlockingQueue<String> seen = new LinkedBlockingQueue<>();
        Transport transport = startGated(opening -> {
            seen.add("asked");
            try {
                new CountDownLatch(1).await();
            } catch (InterruptedException e) {
                seen.add("interrupted");
                throw e;
            }
            return Admission.admitted();
        });
        RawConnection connection = connect(transport);
        connection.send(asking(protocol, transport, "/gated/7").bytes());
        assertThat(take(seen, "the gate asked")).isEqualTo("asked");
        clock.advance(TIMEOUT);
        RawResponse response = RawResponse.readHead(connection).readBody(connection);
        assertThat(response.status()).isEqualTo(503);
        assertThat(response.body()).isNotBlank().doesNotContainIgnoringCase("exception");
        assertThat(take(seen, "the gate interrupted")).isEqualTo("interrupted");
    }

    @ParameterizedTest
    @EnumSource
    @Rule("GATE-2")
    @DisplayName("GATE-2 what a gate says when its time is over changes nothing: no stream opens, and its place is free")
    void late(Protocol protocol) {
        BlockingQueue<String> seen = new LinkedBlockingQueue<>();
        CountDownLatch release = new CountDownLatch(1);
        Transport transport = startGated(opening -> {
            if (opening.path("id").equals("quick")) {
                return Admission.admitted();
            }
            seen.add("asked");
            awaitStubbornly(release);
            seen.add("answered");
            return Admission.admitted();
        });
        RawConnection connection = connect(transport);
        connection.send(asking(protocol, transport, "/gated/slow").bytes());
        take(seen, "the gate asked");
        clock.advance(TIMEOUT);
        assertThat(RawResponse.readHead(connection).readBody(connection).status()).isEqualTo(503);
        release.countDown();
        assertThat(take(seen, "the gate's answer")).isEqualTo("answered");
        assertThat(status(transport, asking(protocol, transport, "/gated/quick"))).isEqualTo(opened(protocol));
        take(served, "the quick one's stream");
        assertThat(served).isEmpty();
        assertThat(transport.streamCount()).isEqualTo(1);
    }

    private static void awaitStubbornly(CountDownLatch latch) {
        while (true) {
            try {
                latch.await();
                return;
            } catch (InterruptedException e) {
                // It does not listen.
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    @Rule("GATE-3")
    @DisplayName("GATE-3 a gate is asked on a virtual thread of its own")
    void thread(Protocol protocol) {
        BlockingQueue<Thread> threads = new LinkedBlockingQueue<>();
        Transport transport = startGated(opening -> {
            threads.add(Thread.currentThread());
            return Admission.refused(403, "no");
        });
        // On one connection, which may have a thread to itself.
        RawConnection connection = connect(transport);
        for (int i = 0; i < 2; i++) {
            connection.send(asking(protocol, transport, "/gated/7").bytes());
            assertThat(RawResponse.readHead(connection).readBody(connection).status()).isEqualTo(403);
        }
        Thread first = take(threads, "the gate asked");
        assertThat(first.isVirtual()).isTrue();
        assertThat(take(threads, "the gate asked again")).isNotSameAs(first);
    }

    @ParameterizedTest
    @EnumSource
    @Rule("GATE-4")
    @DisplayName("GATE-4 the gate sees cookies, path, query, headers and the remote address")
    void sees(Protocol protocol) {
        BlockingQueue<Opening> seen = new LinkedBlockingQueue<>();
        Transport transport = startGated(opening -> {
            seen.add(opening);
            return Admission.admitted();
        });
        assertThat(status(transport, asking(protocol, transport, "/gated/a%20b?x=1&x=%26").add("Cookie", "a=1; b=\"2\"")
                .add("X-Token", "secret"))).isEqualTo(opened(protocol));
        Opening opening = take(seen, "an opening at the gate");
        assertThat(opening.protocol()).isEqualTo(protocol);
        assertThat(opening.pathTemplate()).isEqualTo("/gated/{id}");
        assertThat(opening.path("id")).isEqualTo("a b");
        assertThat(opening.query().get("x")).containsExactly("1", "&");
        assertThat(opening.cookie("a")).contains("1");
        assertThat(opening.cookie("b")).contains("2");
        assertThat(opening.cookie("c")).isEmpty();
        assertThat(opening.headers().first("x-token")).contains("secret");
        assertThat(opening.remoteAddress()).isInstanceOfSatisfying(InetSocketAddress.class,
                remote -> assertThat(remote.getAddress().isLoopbackAddress()).isTrue());
        assertThat(opening.principal()).isEmpty();
        assertThat(opening.toString()).doesNotContain("secret").doesNotContain("%26");
    }

    @ParameterizedTest
    @EnumSource
    @Rule("GATE-5")
    @DisplayName("GATE-5 a gate may refuse with status 401, 403 or 429, a reason and headers, and no stream begins")
    void refuses(Protocol protocol) {
        Transport transport = startGated(opening -> new Admission.Refused(Integer.parseInt(opening.path("id")),
                "because", Headers.of(Map.of("WWW-Authenticate", List.of("Basic realm=\"a\"", "Bearer"), "Retry-After",
                        List.of("7")))));
        for (int status : new int[]{401, 403, 429}) {
            RawResponse response = answer(transport, asking(protocol, transport, "/gated/" + status));
            assertThat(response.status()).isEqualTo(status);
            assertThat(response.body()).isEqualTo("because");
            assertThat(response.headers().all("WWW-Authenticate")).containsExactly("Basic realm=\"a\"", "Bearer");
            assertThat(response.header("Retry-After")).isEqualTo("7");
        }
        assertThat(served).isEmpty();
        assertThat(transport.streamCount()).isZero();
    }
}
