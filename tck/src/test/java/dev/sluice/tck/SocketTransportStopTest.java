package dev.sluice.tck;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

import dev.sluice.Protocol;
import dev.sluice.Transport;
import dev.sluice.TransportConfig;
import dev.sluice.spi.Engine;
import dev.sluice.spi.LinkEnd;
import dev.sluice.spi.LinkHandler;
import dev.sluice.tck.Tampered.OfEngine;
import dev.sluice.tck.Tampered.OfHandler;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What the reference transport tells links that its engine has left open. */
class SocketTransportStopTest {

    private final Queue<LinkEnd> ends = new ConcurrentLinkedQueue<>();

    private LinkHandler recording(LinkHandler handler) {
        return new OfHandler(handler) {
            @Override
            public void ended(LinkEnd how) {
                ends.add(how);
                super.ended(how);
            }
        };
    }

    private static Engine leftOpen(Engine engine) {
        return new OfEngine(engine) {
            @Override
            public void close() {
                // Links are left to the transport.
            }
        };
    }

    @Test
    @DisplayName("links that are open when the transport stops are told so, and not that they broke")
    void stopped() {
        TransportConfig config = TransportConfig.builder().host("127.0.0.1").port(0).build();
        Transport transport = new SocketTransport(config, List.of(Served.lines(new Guests<>())),
                engine -> leftOpen(Tampered.handlers(this::recording).apply(engine))).start();
        List<Peer> peers = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            peers.add(Peer.open(Protocol.SSE, transport.port(), Served.LINES_PATH));
        }
        transport.close();
        Waiting.until("every link has ended", () -> ends.size() == peers.size());
        assertThat(ends).containsOnly(LinkEnd.STOPPED);
        peers.forEach(Peer::close);
    }
}
