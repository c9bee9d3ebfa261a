package dev.sluice.samples;

import java.util.List;
import java.util.concurrent.CountDownLatch;

import com.google.inject.Module;
import dev.sluice.TransportConfig;
import dev.sluice.TransportException;
import dev.sluice.samples.server.HelidonServerModule;
import dev.sluice.samples.server.UndertowServerModule;

/** Serves the samples until it is stopped: {@code -Druntime=helidon|undertow -Dport=8080 -Dsample=ticker|chat}. */
public final class Main {

    private static final List<String> SAMPLES = List.of("ticker", "chat");

    private Main() {}

    /** Starts, prints the address to open, and waits for Ctrl-C. */
    public static void main(String[] args) throws InterruptedException {
        String runtime = System.getProperty("runtime", "helidon");
        String sample = System.getProperty("sample", SAMPLES.get(0));
        if (!SAMPLES.contains(sample)) {
            throw new IllegalArgumentException("-Dsample=" + sample + " is none of " + SAMPLES);
        }
        TransportConfig config = TransportConfig.onPort(Integer.parseInt(System.getProperty("port", "8080")));
        CountDownLatch stopped = new CountDownLatch(1);
        try (Samples samples = Samples.start(server(runtime, config))) {
            Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().unstarted(() -> {
                samples.close();
                stopped.countDown();
            }));
            System.out.printf("The %s on %s: open http://localhost:%d/%s (all samples: http://localhost:%3$d/)%n",
                    sample,
                    runtime, samples.port(), sample);
            stopped.await();
        } catch (TransportException e) {
            System.err.println(e.getMessage() + "; is something else running there? Choose another with -Dport=8090");
            System.exit(1);
        }
    }

    /** The runtime, by name. A program that needs no choice keeps one of the two lines; nothing else ever differs. */
    static Module server(String runtime, TransportConfig config) {
        return switch (runtime) {
            case "helidon" -> new HelidonServerModule(config);
            case "undertow" -> new UndertowServerModule(config);
            default -> throw new IllegalArgumentException("-Druntime=" + runtime + " is neither helidon nor undertow");
        };
    }
}
