package dev.sluice.tck;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

import dev.sluice.Protocol;
import dev.sluice.Topic;
import dev.sluice.Transport;
import dev.sluice.tck.CursorClient.Told;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;

/** Clients that come back again and again while many publish. How long and how many is said by system properties. */
@ResourceLock(Chapter.MACHINE)
abstract class ResumeStormRules extends Chapter {

    private static final int CLIENTS = Integer.getInteger("sluice.tck.storm.clients", 60);
    private static final Duration TIME = Duration.ofSeconds(Integer.getInteger("sluice.tck.storm.seconds", 3));
    private static final int PUBLISHERS = 4;
    private static final long PAUSE_NANOS = 2_000_000;

    private final Topic<String> topic = Topic.of(Served.LINES).history(20_000).create();
    private final AtomicBoolean calm = new AtomicBoolean();
    private final AtomicBoolean over = new AtomicBoolean();
    private final AtomicInteger published = new AtomicInteger();
    private final AtomicInteger returns = new AtomicInteger();
    private final AtomicInteger gaps = new AtomicInteger();

    ResumeStormRules(TransportFactory factory) {
        super(factory);
    }

    @Test
    @Rule("RESUME-15")
    @DisplayName("RESUME-15 clients that come back again and again while many publish each see every message once and "
            + "in order")
    void storm() {
        Transport transport = start(config().maxStreamsPerAddress(10_000).build(), Served.lines(topic));
        List<CompletableFuture<Void>> clients = new ArrayList<>();
        for (int i = 0; i < CLIENTS; i++) {
            int seed = i;
            clients.add(Waiting.runAside(() -> comeAndGo(transport.port(), seed)));
        }
        List<CompletableFuture<Void>> publishers = new ArrayList<>();
        for (int i = 0; i < PUBLISHERS; i++) {
            publishers.add(Waiting.runAside(this::publish));
        }
        long end = System.nanoTime() + TIME.toNanos();
        Waiting.until("the storm passes", TIME.plus(Waiting.deadline()), () -> System.nanoTime() > end
                || clients.stream().anyMatch(CompletableFuture::isDone));
        calm.set(true);
        publishers.forEach(publisher -> Waiting.get(publisher, "a publisher ends"));
        over.set(true);
        // For clients that did not know yet, and wait for something new.
        topic.publish("message " + published.incrementAndGet());
        clients.forEach(client -> Waiting.get(client, Waiting.deadline().multipliedBy(3), "a client has everything"));
        assertThat(returns).as("clients came back").hasValueGreaterThan(CLIENTS);
        assertThat(gaps).as("the history was long enough").hasValue(0);
    }

    private void publish() {
        while (!calm.get()) {
            // The number is no part of the check: cursors are.
            topic.publish("message " + published.incrementAndGet());
            LockSupport.parkNanos(PAUSE_NANOS);
        }
    }

    private void comeAndGo(int port, int seed) {
        Random random = new Random(seed);
        Protocol protocol = seed % 2 == 0 ? Protocol.SSE : Protocol.WEB_SOCKET;
        String cursor = "";
        long last = -1;
        while (last < 0 || !over.get() || last < published.get()) {
            returns.incrementAndGet();
            try (CursorClient client = CursorClient.open(protocol, port, Served.LINES_PATH, cursor)) {
                last = read(client, last, over.get() ? Integer.MAX_VALUE : random.nextInt(200));
                cursor = client.cursor();
                if (random.nextBoolean()) {
                    client.peer().wire().reset();
                }
            }
        }
    }

    /** Reads some messages, up to the last one when the storm is over; gives the offset of the newest. */
    private long read(CursorClient client, long before, int most) {
        long last = before;
        for (int i = 0; i <= most && (i == 0 || !over.get() || last < published.get()); i++) {
            if (last >= 0 && over.get() && last >= published.get()) {
                return last;
            }
            Told told = client.next();
            if (told.kind().equals("gap")) {
                gaps.incrementAndGet();
            } else if (told.kind().equals("message") && last >= 0 && told.offset() != last + 1) {
                throw new AssertionError("behind " + last + " came " + told);
            }
            last = Math.max(last, told.offset());
        }
        return last;
    }
}
