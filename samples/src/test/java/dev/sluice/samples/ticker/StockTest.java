package dev.sluice.samples.ticker;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.util.SplittableRandom;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A stock")
class StockTest {

    @Test
    @DisplayName("moves with each step, never below a cent, and knows how far it is from its opening")
    void moves() {
        SplittableRandom random = new SplittableRandom(1);
        Stock stock = new Stock("ACME", 3);
        BigDecimal before = new BigDecimal("0.03");
        for (int i = 0; i < 1_000; i++) {
            Quote quote = stock.move(random);
            assertThat(quote.price()).isGreaterThanOrEqualTo(new BigDecimal("0.01"));
            assertThat(quote.price().subtract(quote.change())).isEqualByComparingTo("0.03");
            if (quote.price().compareTo(new BigDecimal("0.01")) > 0) {
                assertThat(quote.price()).isNotEqualByComparingTo(before);
            }
            before = quote.price();
        }
    }
}
