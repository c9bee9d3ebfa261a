package dev.sluice.tck;

import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

import dev.sluice.Protocol;
import dev.sluice.Transport;
import org.junit.jupiter.api.AfterEach;

/** Chapters about a network between client and transport that behaves badly: they need a port. */
@Needs(Capability.PORT)
abstract class NetworkChapter extends Chapter {

    private final List<BadNetwork> networks = new ArrayList<>();

    NetworkChapter(TransportFactory factory) {
        super(factory);
    }

    /** The port of a network that leads to this transport. */
    final int through(Weather weather, Transport transport) {
        return network(weather, transport).port();
    }

    /** A network that leads to this transport, closed after the test. */
    final BadNetwork network(Weather weather, Transport transport) {
        BadNetwork network = BadNetwork.to(transport.port(), weather);
        networks.add(network);
        return network;
    }

    /** The port of a network that strikes what the client sends. */
    final int struckUp(Strike how, long at, Transport transport) {
        return through(new Weather(Way.CALM.struck(how, at), Way.CALM), transport);
    }

    /** The port of a network that strikes what the transport sends. */
    final int struckDown(Strike how, long at, Transport transport) {
        return through(new Weather(Way.CALM, Way.CALM.struck(how, at)), transport);
    }

    /** Whatever the network lets through of these bytes, and then the end of the connection. */
    static boolean endsBehind(int port, byte[] bytes) {
        try (Wire wire = Wire.to(port)) {
            wire.write(bytes);
            return wire.reachesEnd();
        } catch (UncheckedIOException e) {
            // The network was faster.
            return true;
        }
    }

    /** What a client of this protocol opens a stream with. */
    static byte[] opening(Protocol protocol, String path) {
        RawRequest request = protocol == Protocol.SSE ? RawRequest.get(80, path) : RawRequest.handshake(80, path);
        return request.bytes();
    }

    static void untilNoStream(Transport transport) {
        Waiting.until("streamCount() is 0", () -> transport.streamCount() == 0);
    }

    @AfterEach
    final void closeNetworks() {
        networks.forEach(BadNetwork::close);
        networks.clear();
    }
}
