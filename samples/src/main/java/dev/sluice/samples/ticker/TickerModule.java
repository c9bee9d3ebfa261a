package dev.sluice.samples.ticker;

import com.google.inject.AbstractModule;
import com.google.inject.Provides;
import com.google.inject.Singleton;
import com.google.inject.multibindings.ProvidesIntoSet;

import dev.sluice.Channel;
import dev.sluice.Endpoint;
import dev.sluice.JsonCodec;
import dev.sluice.OneWayChannel;
import dev.sluice.Overflow;
import dev.sluice.Topic;
import dev.sluice.samples.server.Background;
import dev.sluice.samples.server.Page;

/** The ticker: prices at {@code /quotes}, the page at {@code /ticker}. */
public final class TickerModule extends AbstractModule {

    private static final OneWayChannel<Quote> QUOTES = Channel.oneWay("quotes", JsonCodec.of(Quote.class));

    private static final int HISTORY = 1_000;

    /**
     * A client that is behind gets the newest price of each stock, not all the outdated ones before it, and a new one begins
     * with those. One that was away for two minutes or less gets every price that it missed.
     */
    @Provides
    @Singleton
    Topic<Quote> quotes() {
        return Topic.of(QUOTES).whenBehind(Overflow.conflateBy(Quote::symbol)).latest().history(HISTORY).create();
    }

    @ProvidesIntoSet
    Endpoint endpoint(Topic<Quote> quotes) {
        return Endpoint.at("/quotes").serve(QUOTES, quotes).build();
    }

    @ProvidesIntoSet
    @Singleton
    Background feed(Topic<Quote> quotes) {
        return new PriceFeed(quotes);
    }

    @ProvidesIntoSet
    Page page() {
        return Page.html("/ticker", TickerModule.class, "index.html");
    }

    @ProvidesIntoSet
    Page script() {
        return Page.script("/ticker.js", TickerModule.class, "ticker.js");
    }
}
