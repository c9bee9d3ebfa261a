package dev.sluice.samples.ticker;

import java.math.BigDecimal;
import java.time.Instant;

/**
 * What a stock costs.
 *
 * @param symbol which stock
 * @param number how many prices it had before this one, so that a reader can tell whether one is missing
 * @param price what it costs now
 * @param change how much more that is than at the opening; negative if less
 * @param at when
 */
record Quote(String symbol, long number, BigDecimal price, BigDecimal change, Instant at) {}
