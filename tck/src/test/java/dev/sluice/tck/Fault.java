package dev.sluice.tck;

import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.function.UnaryOperator;

import dev.sluice.Transport;
import dev.sluice.spi.Engine;

/**
 * A transport that breaks rules.
 *
 * @param name what is wrong with it
 * @param transport makes it
 * @param lacks what it says that it cannot do
 * @param rules the rules whose tests must fail, each of them
 */
record Fault(String name, TransportFactory transport, Set<Capability> lacks, List<String> rules) {

    /** Of one that says it can do what the reference transport can. */
    Fault(String name, TransportFactory transport, List<String> rules) {
        this(name, transport, SocketTransport.LACKS, rules);
    }

    /** Something wrong between the reference transport and its engine. */
    static Fault inside(String name, UnaryOperator<Engine> around, String... rules) {
        return new Fault(name, (config, endpoints) -> new SocketTransport(config, endpoints, around), List.of(rules));
    }

    /** Something wrong with the transport itself. */
    static Fault outside(String name, Function<Transport, Transport> around, String... rules) {
        return new Fault(name, (config, endpoints) -> around.apply(new SocketTransport(config, endpoints)),
                List.of(rules));
    }

    @Override
    public String toString() {
        return name + " -> " + String.join(", ", rules);
    }
}
