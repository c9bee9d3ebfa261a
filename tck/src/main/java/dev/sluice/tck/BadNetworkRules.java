package dev.sluice.tck;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;

/** Chapters that hold through a network which behaves badly, too: life cycle, order, flow and coming back. */
@Needs(Capability.PORT)
abstract class BadNetworkRules {

    private final TransportFactory factory;

    BadNetworkRules(TransportFactory factory) {
        this.factory = NetworkTransport.behind(Weather.ROUGH, factory);
    }

    @Nested
    @DisplayName("Through a bad network: life cycle, ended by the server")
    class Life extends LifeRules {
        Life() {
            super(factory);
        }
    }

    @Nested
    @DisplayName("Through a bad network: life cycle, ended by the client")
    class LifePeer extends LifePeerRules {
        LifePeer() {
            super(factory);
        }
    }

    @Nested
    @DisplayName("Through a bad network: life cycle, after the end")
    class LifeAfter extends LifeAfterRules {
        LifeAfter() {
            super(factory);
        }
    }

    @Nested
    @DisplayName("Through a bad network: order")
    class Order extends OrderRules {
        Order() {
            super(factory);
        }
    }

    @Nested
    @DisplayName("Through a bad network: flow from server to client")
    class Flow extends FlowRules {
        Flow() {
            super(factory);
        }
    }

    @Nested
    @DisplayName("Through a bad network: flow from client to server")
    class Inbound extends InboundRules {
        Inbound() {
            super(factory);
        }
    }

    @Nested
    @DisplayName("Through a bad network: members of topics that are behind")
    class Behind extends BehindRules {
        Behind() {
            super(factory);
        }
    }

    @Nested
    @DisplayName("Through a bad network: coming back to a topic")
    class Resuming extends ResumeRules {
        Resuming() {
            super(factory);
        }
    }
}
