package dev.sluice.tck;

import dev.sluice.Protocol;
import dev.sluice.Tls;
import dev.sluice.Tls.ClientCertificates;
import dev.sluice.Transport;
import dev.sluice.TransportConfigBuilder;

/** A chapter about transports that speak TLS. */
abstract class SecureChapter extends Chapter {

    SecureChapter(TransportFactory factory) {
        super(factory);
    }

    /** A configuration to change: a free port of the loopback address, with TLS. */
    static TransportConfigBuilder secure() {
        return secure(ClientCertificates.IGNORED);
    }

    /** The same, with a choice of client certificates. */
    static TransportConfigBuilder secure(ClientCertificates certificates) {
        return config().tls(new Tls(Certificates.SERVER.context(), certificates));
    }

    /** A connection of a client without a certificate. */
    static Wire connect(Transport transport) {
        return connect(transport, 0);
    }

    /** A connection of a client without a certificate, with a small buffer or 0 for the usual one. */
    static Wire connect(Transport transport, int receiveBuffer) {
        return Wire.tls(transport.port(), receiveBuffer, Certificates.anonymous());
    }

    /** An open stream of {@link Served#lines}. */
    static Peer open(Protocol protocol, Transport transport) {
        return Peer.open(protocol, connect(transport), Served.LINES_PATH);
    }

    /** The same, of a client that soon takes nothing more unless it reads. */
    static Peer openSlow(Protocol protocol, Transport transport) {
        return Peer.open(protocol, connect(transport, 4_096), Served.LINES_PATH);
    }
}
