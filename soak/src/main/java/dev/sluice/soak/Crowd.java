package dev.sluice.soak;

import java.io.IOException;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/** Clients, always as many, each of which comes again when it has gone. */
final class Crowd {

    private static final Duration AFTER_REFUSAL = Duration.ofMillis(100);

    private final int port;
    private final int clients;
    private final AtomicInteger visits = new AtomicInteger();
    private final AtomicInteger refused = new AtomicInteger();
    private volatile boolean over;

    Crowd(int port, int clients) {
        this.port = port;
        this.clients = clients;
    }

    void start() {
        for (int i = 0; i < clients; i++) {
            Random random = new Random(i);
            Thread.ofVirtual().start(() -> comeAndGo(random));
        }
    }

    private void comeAndGo(Random random) {
        while (!over) {
            try {
                Visit.make(port, random);
                visits.incrementAndGet();
            } catch (IOException e) {
                refused.incrementAndGet();
                LockSupport.parkNanos(AFTER_REFUSAL.toNanos());
            }
        }
    }

    int visits() {
        return visits.get();
    }

    int refused() {
        return refused.get();
    }

    void stop() {
        over = true;
    }
}
