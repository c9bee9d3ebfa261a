package dev.sluice.tck;

import dev.sluice.Channel;
import dev.sluice.Codec;
import dev.sluice.Endpoint;
import dev.sluice.Transport;
import dev.sluice.TransportConfig;
import dev.sluice.TwoWayChannel;

/** A chapter about many streams on one connection. */
abstract class SharedChapter extends WireChapter {

    static final TwoWayChannel<String, String> ECHO = Channel.twoWay("echo", Codec.text(), Codec.text());

    SharedChapter(TransportFactory factory) {
        super(factory);
    }

    /** Every message of a room comes back, at {@code /rooms/} and its name. */
    static Endpoint rooms() {
        return Endpoint.at("/rooms/{room}").serve(ECHO, stream -> stream.forEach(stream::send)).build();
    }

    final SharedClient connectShared(Transport transport) {
        return new SharedClient(open(transport, SharedClient.opening(transport.port(), "/live")));
    }

    /** A client of a transport whose shared endpoint has these. */
    final SharedClient startShared(Endpoint first, Endpoint... more) {
        return startShared(config().build(), first, more);
    }

    /** A client of a transport whose shared endpoint has these. */
    final SharedClient startShared(TransportConfig config, Endpoint first, Endpoint... more) {
        return connectShared(start(config, Endpoint.at("/live").share(first, more).build()));
    }
}
