package dev.sluice.tck;

import java.io.IOException;
import java.net.Socket;
import javax.net.ssl.SSLSocket;

import dev.sluice.Tls;
import dev.sluice.Tls.ClientCertificates;

/** The server's side of TLS on a blocking socket. */
final class SocketTls {

    private static final String HTTP_1_1 = "http/1.1";

    private SocketTls() {}

    /** Shakes hands. */
    static Socket accept(Tls config, Socket tcp) throws IOException {
        SSLSocket socket = (SSLSocket) config.context().getSocketFactory().createSocket(tcp, null, tcp.getPort(), true);
        socket.setUseClientMode(false);
        socket.setWantClientAuth(config.clientCertificates() == ClientCertificates.WANTED);
        if (config.clientCertificates() == ClientCertificates.REQUIRED) {
            socket.setNeedClientAuth(true);
        }
        // The empty string is for no protocol that both know, which leaves HTTP/1.1.
        socket.setHandshakeApplicationProtocolSelector((s, offered) -> offered.contains(HTTP_1_1) ? HTTP_1_1 : "");
        socket.startHandshake();
        return socket;
    }
}
