package dev.sluice.samples.ticker;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.random.RandomGenerator;

import dev.sluice.Topic;
import dev.sluice.samples.server.Background;
import org.jspecify.annotations.Nullable;

/** Moves the prices, several times a second, on one virtual thread, however many clients watch. */
final class PriceFeed implements Background {

    private static final Duration PAUSE = Duration.ofMillis(120);

    private final Topic<Quote> quotes;
    private final RandomGenerator random = RandomGenerator.getDefault();
    private final List<Stock> stocks = new ArrayList<>(List.of(new Stock("ACME", 184_20), new Stock("BOLT", 62_75),
            new Stock("CRUX", 1_310_00), new Stock("DUNE", 27_40), new Stock("EPIC", 415_90), new Stock("FLUX",
                    98_15)));
    private @Nullable Thread thread;

    PriceFeed(Topic<Quote> quotes) {
        this.quotes = quotes;
    }

    @Override
    public synchronized void start() {
        thread = Thread.ofVirtual().name("price-feed").start(this::run);
    }

    private void run() {
        try {
            while (true) {
                // In turns, so that every stock soon has a price.
                Collections.shuffle(stocks);
                for (Stock stock : stocks) {
                    quotes.publish(stock.move(random));
                    Thread.sleep(PAUSE);
                }
            }
        } catch (InterruptedException e) {
            // Closed: that is how it ends.
        }
    }

    @Override
    public synchronized void close() {
        if (thread != null) {
            thread.interrupt();
            thread = null;
        }
    }
}
