package dev.sluice.internal.limit;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.HashMap;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * The places for streams. Invariant: never more than {@code most} are taken, nor more than {@code mostAnAddress} by one
 * IP address; an address without a seat takes no memory. Thread-safe.
 */
public final class Seats {

    /** What became of a wish for a seat. */
    public sealed interface Claim {}

    /** Why there is none. */
    public enum None implements Claim {
        /** All are taken. */
        ALL_TAKEN,
        /** The address has as many as one may have. */
        ADDRESS_HAS_ENOUGH
    }

    private final int most;
    private final int mostAnAddress;

    // Guarded by this.
    private final Map<InetAddress, Integer> byAddress = new HashMap<>();
    private int taken;

    /** With these limits. */
    public Seats(int most, int mostAnAddress) {
        this.most = most;
        this.mostAnAddress = mostAnAddress;
    }

    /** A seat, if there is one. A client whose address is none of IP counts for the whole alone. */
    public synchronized Claim claim(SocketAddress remote) {
        InetAddress address = remote instanceof InetSocketAddress ip ? ip.getAddress() : null;
        if (taken >= most) {
            return None.ALL_TAKEN;
        }
        if (address != null) {
            int its = byAddress.getOrDefault(address, 0);
            if (its >= mostAnAddress) {
                return None.ADDRESS_HAS_ENOUGH;
            }
            byAddress.put(address, its + 1);
        }
        taken++;
        return new Seat(address);
    }

    private synchronized void free(@Nullable InetAddress address) {
        taken--;
        if (address != null) {
            byAddress.computeIfPresent(address, (same, its) -> its == 1 ? null : its - 1);
        }
    }

    /** How many are taken. */
    public synchronized int taken() {
        return taken;
    }

    /** How many addresses are remembered. */
    synchronized int addresses() {
        return byAddress.size();
    }

    /** A seat that is taken. */
    public final class Seat implements Claim {

        private final @Nullable InetAddress address;
        private boolean left; // guarded by the seats

        private Seat(@Nullable InetAddress address) {
            this.address = address;
        }

        /** Gives it back; no effect the second time. */
        public void leave() {
            synchronized (Seats.this) {
                if (!left) {
                    left = true;
                    free(address);
                }
            }
        }
    }
}
