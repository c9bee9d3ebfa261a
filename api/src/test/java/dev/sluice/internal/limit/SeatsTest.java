package dev.sluice.internal.limit;

import static dev.sluice.fixtures.Crew.require;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.net.UnknownHostException;
import java.util.concurrent.atomic.AtomicInteger;

import dev.sluice.fixtures.Crew;
import dev.sluice.internal.limit.Seats.None;
import dev.sluice.internal.limit.Seats.Seat;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Seats")
class SeatsTest {

    private static SocketAddress from(int host, int port) {
        try {
            return new InetSocketAddress(InetAddress.getByAddress(new byte[]{10, 0, 0, (byte) host}), port);
        } catch (UnknownHostException e) {
            throw new AssertionError(e);
        }
    }

    private static Seat seat(Seats seats, SocketAddress remote) {
        return (Seat) seats.claim(remote);
    }

    @Test
    @DisplayName("are as many as the limit, over all addresses")
    void most() {
        Seats seats = new Seats(2, 9);
        Seat one = seat(seats, from(1, 1));
        seat(seats, from(2, 1));
        assertThat(seats.claim(from(3, 1))).isEqualTo(None.ALL_TAKEN);
        assertThat(seats.taken()).isEqualTo(2);
        one.leave();
        assertThat(seats.claim(from(3, 1))).isInstanceOf(Seat.class);
    }

    @Test
    @DisplayName("are as many for each address as its limit, whatever the port")
    void mostAnAddress() {
        Seats seats = new Seats(9, 2);
        Seat one = seat(seats, from(1, 1));
        seat(seats, from(1, 2));
        assertThat(seats.claim(from(1, 3))).isEqualTo(None.ADDRESS_HAS_ENOUGH);
        assertThat(seats.claim(from(2, 3))).isInstanceOf(Seat.class);
        assertThat(seats.taken()).isEqualTo(3);
        one.leave();
        assertThat(seats.claim(from(1, 3))).isInstanceOf(Seat.class);
    }

    @Test
    @DisplayName("are given back once, however often")
    void once() {
        Seats seats = new Seats(2, 2);
        Seat one = seat(seats, from(1, 1));
        seat(seats, from(1, 2));
        one.leave();
        one.leave();
        assertThat(seats.taken()).isEqualTo(1);
        assertThat(seats.claim(from(1, 3))).isInstanceOf(Seat.class);
        assertThat(seats.claim(from(1, 4))).isInstanceOf(None.class);
    }

    @Test
    @DisplayName("remember an address as long as it has one")
    void memory() {
        Seats seats = new Seats(1_000, 1_000);
        for (int i = 0; i < 100; i++) {
            Seat one = seat(seats, from(i, 1));
            Seat another = seat(seats, from(i, 2));
            assertThat(seats.addresses()).isEqualTo(1);
            one.leave();
            another.leave();
            assertThat(seats.addresses()).isZero();
        }
        Seats full = new Seats(1, 1);
        seat(full, from(1, 1));
        full.claim(from(2, 1));
        assertThat(full.addresses()).isEqualTo(1);
    }

    @Test
    @DisplayName("count a client without an IP address for the whole alone")
    void noAddress() {
        Seats seats = new Seats(3, 1);
        assertThat(seats.claim(UnixDomainSocketAddress.of("a"))).isInstanceOf(Seat.class);
        assertThat(seats.claim(UnixDomainSocketAddress.of("a"))).isInstanceOf(Seat.class);
        assertThat(seats.claim(InetSocketAddress.createUnresolved("a", 1))).isInstanceOf(Seat.class);
        assertThat(seats.claim(UnixDomainSocketAddress.of("a"))).isEqualTo(None.ALL_TAKEN);
    }

    @Test
    @DisplayName("under several threads, are never more than the limits, and all free in the end")
    void stress() {
        Seats seats = new Seats(5, 3);
        AtomicInteger all = new AtomicInteger();
        AtomicInteger[] each = {new AtomicInteger(), new AtomicInteger()};
        Crew.start(4, number -> {
            for (int i = 0; i < 20_000; i++) {
                int host = (i + number) % 2;
                if (!(seats.claim(from(host, number)) instanceof Seat seat)) {
                    continue;
                }
                require(all.incrementAndGet() <= 5, "no more than in all");
                require(each[host].incrementAndGet() <= 3, "no more than an address may have");
                if (i % 3 == 0) {
                    Thread.onSpinWait();
                }
                each[host].decrementAndGet();
                all.decrementAndGet();
                seat.leave();
            }
        }).join();
        assertThat(seats.taken()).isZero();
        assertThat(seats.addresses()).isZero();
    }
}
