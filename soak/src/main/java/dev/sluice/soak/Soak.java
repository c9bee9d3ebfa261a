package dev.sluice.soak;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

import dev.sluice.Channel;
import dev.sluice.Codec;
import dev.sluice.Endpoint;
import dev.sluice.OneWayChannel;
import dev.sluice.Topic;
import dev.sluice.Transport;
import dev.sluice.TransportConfig;
import dev.sluice.helidon.HelidonTransport;
import dev.sluice.undertow.UndertowTransport;

/** Runs a soak: {@code -Druntime=helidon|undertow -Dseconds=600 -Dclients=300}. Status 1 if something has grown. */
public final class Soak {

    private static final OneWayChannel<String> NEWS = Channel.oneWay("news", Codec.text());
    private static final Duration PAUSE = Duration.ofMillis(20);
    private static final int MESSAGE = 2_000;
    private static final int LONGEST_START = 60;

    private Soak() {}

    /** Runs it. */
    public static void main(String[] args) {
        String runtime = System.getProperty("runtime", "helidon");
        int seconds = Integer.getInteger("seconds", 600);
        int clients = Integer.getInteger("clients", 300);
        Topic<String> news = Topic.of(NEWS).history(500).create();
        TransportConfig config = TransportConfig.builder().host("127.0.0.1").port(0).outboxMessages(64)
                .heartbeat(Duration.ofSeconds(2)).pongTimeout(Duration.ofSeconds(2)).writeTimeout(Duration.ofSeconds(5))
                .build();
        Transport transport = transport(runtime, config, Endpoint.at("/news").serve(NEWS, news).build()).start();
        Thread.ofPlatform().daemon().name("publisher").start(() -> publish(news));
        Crowd crowd = new Crowd(transport.port(), clients);
        crowd.start();

        pause(Math.min(LONGEST_START, seconds / 3));
        Vitals before = Vitals.take();
        System.out.printf("%s, %d clients, after %s%n", runtime, clients, before);
        pause(seconds - Math.min(LONGEST_START, seconds / 3));
        Vitals after = Vitals.take();
        System.out.printf("%s, %d s, %d visits, %d refused, %d streams now, after %s%n", runtime, seconds,
                crowd.visits(),
                crowd.refused(), transport.streamCount(), after);
        List<String> grown = after.grownSince(before);
        grown.forEach(what -> System.out.println("GROWN: " + what));
        crowd.stop();
        transport.close();
        System.exit(grown.isEmpty() ? 0 : 1);
    }

    private static Transport transport(String runtime, TransportConfig config, Endpoint endpoint) {
        return switch (runtime) {
            case "helidon" -> HelidonTransport.create(config, List.of(endpoint));
            case "undertow" -> UndertowTransport.create(config, List.of(endpoint));
            default -> throw new IllegalArgumentException("-Druntime=" + runtime + " is neither helidon nor undertow");
        };
    }

    private static void publish(Topic<String> news) {
        String text = "x".repeat(MESSAGE);
        while (true) {
            news.publish(text);
            LockSupport.parkNanos(PAUSE.toNanos());
        }
    }

    private static void pause(int seconds) {
        long end = System.nanoTime() + Duration.ofSeconds(seconds).toNanos();
        for (long left = end - System.nanoTime(); left > 0; left = end - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
    }
}
