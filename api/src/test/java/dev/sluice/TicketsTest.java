package dev.sluice;

import static dev.sluice.fixtures.Crew.require;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

import dev.sluice.fixtures.Clock;
import dev.sluice.fixtures.Crew;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Tickets")
class TicketsTest {

    private static final Duration LIFE = Duration.ofSeconds(30);

    private final Clock clock = new Clock();
    private final Tickets tickets = Tickets.create(LIFE, clock, 3);

    private static Admission show(Tickets tickets, String template, Map<String, List<String>> query) {
        try {
            return tickets.gate().admit(new Opening(Protocol.SSE, template, template, Map.of(), query, Headers.empty(),
                    InetSocketAddress.createUnresolved("client", 1), false, Optional.empty(), Optional.empty(),
                    Optional.empty(), Optional.empty()));
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private Admission show(String template, String ticket) {
        return show(tickets, template, Map.of("ticket", List.of(ticket)));
    }

    private static void assertRefused(Admission admission) {
        assertThat(admission).isInstanceOfSatisfying(Admission.Refused.class, refused -> {
            assertThat(refused.status()).isEqualTo(401);
            assertThat(refused.headers().first("WWW-Authenticate")).isPresent();
        });
    }

    @Test
    @DisplayName("let in once, by the name of the principal")
    void once() {
        String ticket = tickets.issue("ann", "/quotes");
        assertThat(show("/quotes", ticket)).isEqualTo(Admission.admittedAs("ann"));
        assertRefused(show("/quotes", ticket));
    }

    @Test
    @DisplayName("are used up at the wrong endpoint too")
    void wrongEndpoint() {
        String ticket = tickets.issue("ann", "/quotes");
        assertRefused(show("/chat/{room}", ticket));
        assertRefused(show("/quotes", ticket));
    }

    @Test
    @DisplayName("are those that were issued, and no others")
    void unknown() {
        tickets.issue("ann", "/quotes");
        assertRefused(show("/quotes", ""));
        assertRefused(show("/quotes", "x".repeat(32)));
        assertRefused(show(tickets, "/quotes", Map.of()));
        assertThat(tickets.outstanding()).isEqualTo(1);
    }

    @Test
    @DisplayName("expire when their life time is over, and not before")
    void expiry() {
        String early = tickets.issue("ann", "/quotes");
        String late = tickets.issue("ann", "/quotes");
        clock.advance(LIFE.minusNanos(1));
        assertThat(show("/quotes", early)).isEqualTo(Admission.admittedAs("ann"));
        clock.advance(Duration.ofNanos(1));
        assertRefused(show("/quotes", late));
        assertThat(tickets.outstanding()).isZero();
    }

    @Test
    @DisplayName("are at most as many as the limit, of which expired ones are none")
    void bound() {
        tickets.issue("ann", "/quotes");
        clock.advance(LIFE.dividedBy(2));
        String second = tickets.issue("ann", "/quotes");
        tickets.issue("ann", "/quotes");
        assertThatIllegalStateException().isThrownBy(() -> tickets.issue("ann", "/quotes"))
                .withMessage("3 tickets are outstanding, the limit is 3");
        clock.advance(LIFE.dividedBy(2));
        tickets.issue("ann", "/quotes");
        assertThatIllegalStateException().isThrownBy(() -> tickets.issue("ann", "/quotes"));
        show("/quotes", second);
        tickets.issue("ann", "/quotes");
        clock.advance(LIFE);
        tickets.issue("ann", "/quotes");
        assertThat(tickets.outstanding()).isEqualTo(1);
    }

    @Test
    @DisplayName("need no escape in a URL, are all different, and have 192 bits")
    void secrets() {
        Tickets many = Tickets.create(LIFE);
        Set<String> all = new HashSet<>();
        for (int i = 0; i < 1_000; i++) {
            all.add(many.issue("ann", "/quotes"));
        }
        assertThat(all).hasSize(1_000).allMatch(ticket -> ticket.matches("[A-Za-z0-9_-]{32}"));
    }

    @Test
    @DisplayName("are not shown by toString")
    void quiet() {
        String ticket = tickets.issue("ann", "/quotes");
        assertThat(tickets.toString()).doesNotContain(ticket).doesNotContain("ann").contains("1 of 3", "PT30S");
    }

    @Test
    @DisplayName("refuse values out of range, with name and limit")
    void ranges() {
        assertThatIllegalArgumentException().isThrownBy(() -> Tickets.create(Duration.ofMillis(9)))
                .withMessageContaining("lifeTime").withMessageContaining("0.01");
        assertThatIllegalArgumentException().isThrownBy(() -> Tickets.create(LIFE, clock, 0))
                .withMessage("maxOutstanding is 0, the least is 1");
        assertThatIllegalArgumentException().isThrownBy(() -> tickets.issue("ann", "quotes"))
                .withMessageContaining("quotes");
    }

    @Test
    @DisplayName("under several threads, each lets in exactly one")
    void stress() {
        Tickets many = Tickets.create(LIFE, clock, 10_000);
        for (int round = 0; round < 20; round++) {
            List<String> issued = IntStream.range(0, 200).mapToObj(i -> many.issue("ann", "/quotes")).toList();
            AtomicInteger admitted = new AtomicInteger();
            Crew.start(4, number -> {
                for (String ticket : issued) {
                    if (show(many, "/quotes", Map.of("ticket", List.of(ticket))) instanceof Admission.Admitted) {
                        admitted.incrementAndGet();
                    }
                }
            }).join();
            assertThat(admitted).hasValue(200);
        }
        assertThat(many.outstanding()).isZero();
    }

    @Test
    @DisplayName("under several threads that issue, are never more than the limit")
    void issuingStress() {
        Tickets few = Tickets.create(LIFE, clock, 50);
        ConcurrentLinkedQueue<String> issued = new ConcurrentLinkedQueue<>();
        Crew.start(4, number -> {
            List<String> mine = new ArrayList<>();
            for (int i = 0; i < 1_000; i++) {
                try {
                    mine.add(few.issue("ann", "/quotes"));
                } catch (IllegalStateException e) {
                    require(few.outstanding() <= 50, "no more than the limit");
                }
            }
            issued.addAll(mine);
        }).join();
        assertThat(issued).hasSize(50).doesNotHaveDuplicates();
    }
}
