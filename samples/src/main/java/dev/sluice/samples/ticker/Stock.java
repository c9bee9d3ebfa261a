package dev.sluice.samples.ticker;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.random.RandomGenerator;

/** A stock whose price walks at random. Not thread-safe. */
final class Stock {

    /** How far one step goes, as a part of the price: one standard deviation. */
    private static final double STEP = 0.0015;

    private final String symbol;
    private final long openingCents;
    private long cents;
    private long number;

    Stock(String symbol, long openingCents) {
        this.symbol = symbol;
        this.openingCents = openingCents;
        this.cents = openingCents;
    }

    /** Takes a step of at least a cent, up or down. */
    Quote move(RandomGenerator random) {
        double step = random.nextGaussian() * STEP * cents;
        long whole = (long) (Math.signum(step) * Math.ceil(Math.abs(step)));
        cents = Math.max(1, cents + whole);
        return new Quote(symbol, number++, BigDecimal.valueOf(cents, 2), BigDecimal.valueOf(cents - openingCents, 2),
                Instant.now());
    }
}
