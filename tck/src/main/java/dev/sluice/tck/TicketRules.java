package dev.sluice.tck;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

import dev.sluice.Endpoint;
import dev.sluice.ManualTime;
import dev.sluice.OneWayStream;
import dev.sluice.Protocol;
import dev.sluice.Tickets;
import dev.sluice.Transport;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Tickets that let a page open one stream. */
abstract class TicketRules extends WireChapter {

    private static final Duration LIFE = Duration.ofSeconds(30);

    private final ManualTime clock = new ManualTime();
    private final Tickets tickets = Tickets.create(LIFE, clock, 100);
    private final Guests<OneWayStream<String>> guests = new Guests<>();

    TicketRules(TransportFactory factory) {
        super(factory);
    }

    private Transport startTicketed() {
        return start(Endpoint.at("/rooms/{id}").admit(tickets.gate()).serve(NEWS, guests).build(),
                Endpoint.at("/other").admit(tickets.gate()).serve(NEWS, guests).build());
    }

    private int show(Protocol protocol, Transport transport, String path, String ticket) {
        return status(transport, asking(protocol, transport, path + "?ticket=" + ticket));
    }

    private String ticket() {
        return tickets.issue("ann", "/rooms/{id}");
    }

    @ParameterizedTest
    @EnumSource
    @Rule("TICKET-1")
    @DisplayName("TICKET-1 a ticket opens a stream, whose principal is the one that it was issued for")
    void opens(Protocol protocol) {
        Transport transport = startTicketed();
        assertThat(show(protocol, transport, "/rooms/7", ticket())).isEqualTo(opened(protocol));
        assertThat(guests.next().opening().principal()).contains("ann");
    }

    @ParameterizedTest
    @EnumSource
    @Rule("TICKET-2")
    @DisplayName("TICKET-2 a ticket that was used gets status 401, by the other protocol too")
    void used(Protocol protocol) {
        Transport transport = startTicketed();
        String ticket = ticket();
        assertThat(show(protocol, transport, "/rooms/7", ticket)).isEqualTo(opened(protocol));
        for (Protocol again : Protocol.values()) {
            assertThat(show(again, transport, "/rooms/7", ticket)).isEqualTo(401);
        }
    }

    @ParameterizedTest
    @EnumSource
    @Rule("TICKET-3")
    @DisplayName("TICKET-3 a ticket opens a stream up to the end of its life time, and gets status 401 from then on")
    void expired(Protocol protocol) {
        Transport transport = startTicketed();
        String inTime = ticket();
        String late = ticket();
        clock.advance(LIFE.minusNanos(1));
        assertThat(show(protocol, transport, "/rooms/7", inTime)).isEqualTo(opened(protocol));
        clock.advance(Duration.ofNanos(1));
        assertThat(show(protocol, transport, "/rooms/7", late)).isEqualTo(401);
    }

    @ParameterizedTest
    @EnumSource
    @Rule("TICKET-4")
    @DisplayName("TICKET-4 a ticket for another endpoint gets status 401, and is used up")
    void elsewhere(Protocol protocol) {
        Transport transport = startTicketed();
        String ticket = ticket();
        assertThat(show(protocol, transport, "/other", ticket)).isEqualTo(401);
        assertThat(show(protocol, transport, "/rooms/7", ticket)).isEqualTo(401);
    }

    @ParameterizedTest
    @EnumSource
    @Rule("TICKET-5")
    @DisplayName("TICKET-5 without a ticket that was issued there is status 401, with a challenge and without a reason")
    void unknown(Protocol protocol) {
        Transport transport = startTicketed();
        ticket();
        for (String query : List.of("", "?ticket", "?ticket=", "?ticket=x", "?Ticket=" + ticket(),
                "?ticket=" + ticket().toLowerCase(java.util.Locale.ROOT) + "&ticket=" + ticket())) {
            RawResponse response = answer(transport, asking(protocol, transport, "/rooms/7" + query));
            assertThat(response.status()).as(query).isEqualTo(401);
            assertThat(response.header("WWW-Authenticate")).isNotBlank();
            assertThat(response.body()).isNotBlank().doesNotContain(query.isEmpty() ? "?" : query);
        }
        assertThat(guests.isEmpty()).isTrue();
    }

    @ParameterizedTest
    @EnumSource
    @Rule("TICKET-6")
    @DisplayName("TICKET-6 of clients that race with one ticket exactly one gets a stream")
    void race(Protocol protocol) {
        Transport transport = startTicketed();
        for (int round = 0; round < 3; round++) {
            String ticket = ticket();
            AtomicInteger open = new AtomicInteger();
            AtomicInteger refused = new AtomicInteger();
            List<CompletableFuture<Void>> all = IntStream.range(0, 12).mapToObj(i -> Waiting.runAside(() -> {
                int status = show(protocol, transport, "/rooms/7", ticket);
                (status == opened(protocol) ? open : refused).incrementAndGet();
            })).toList();
            all.forEach(one -> Waiting.get(one, "a client is answered"));
            assertThat(open).hasValue(1);
            assertThat(refused).hasValue(11);
        }
    }
}
