package dev.sluice.tck;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import dev.sluice.Endpoint;
import dev.sluice.Transport;
import dev.sluice.TransportConfig;
import dev.sluice.TransportConfigBuilder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.api.parallel.ResourceAccessMode;
import org.junit.jupiter.api.parallel.ResourceLock;

/**
 * A chapter of rules: starts the transports that its tests ask for and closes them after each test. Where JUnit runs tests in
 * parallel those of all chapters go side by side, but for the chapters that want the {@link #MACHINE} for themselves.
 */
@Execution(ExecutionMode.CONCURRENT)
@ResourceLock(value = Chapter.MACHINE, mode = ResourceAccessMode.READ)
abstract class Chapter {

    /** What tests share; those that measure it, or need all of it, take it to write. */
    static final String MACHINE = "dev.sluice.tck.machine";

    private final TransportFactory factory;
    private final List<Transport> started = new ArrayList<>();

    Chapter(TransportFactory factory) {
        this.factory = factory;
    }

    /** A configuration to change: a free port of the loopback address. */
    static TransportConfigBuilder config() {
        return TransportConfig.builder().host("127.0.0.1").port(0);
    }

    /**
     * The same with heartbeats that come soon: where clients go and the rule is not about how that is noticed, it must not hang on
     * {@link Capability#IDLE_END}. A client that resets its connection is then noticed by every transport.
     */
    static TransportConfigBuilder beating() {
        return config().heartbeat(Duration.ofMillis(200));
    }

    /** A running transport with these endpoints, closed after the test. */
    final Transport start(Endpoint... endpoints) {
        return start(config().build(), endpoints);
    }

    /** A running transport with these endpoints, closed after the test. */
    final Transport start(TransportConfig config, Endpoint... endpoints) {
        Transport transport = create(config, endpoints);
        return transport.start();
    }

    /** A transport that is not started, closed after the test. */
    final Transport create(TransportConfig config, Endpoint... endpoints) {
        Transport transport = factory.create(config, List.of(endpoints));
        started.add(transport);
        Sockets.know(transport);
        return transport;
    }

    @AfterEach
    final void closeTransports() {
        started.forEach(Transport::close);
        started.forEach(Sockets::forget);
        started.clear();
    }
}
