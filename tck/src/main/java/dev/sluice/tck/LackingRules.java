package dev.sluice.tck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import javax.net.SocketFactory;

import dev.sluice.Tls;
import dev.sluice.Transport;
import dev.sluice.TransportConfig;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What is asked of a transport that cannot do something, where no other rule is left over. */
abstract class LackingRules extends WireChapter {

    LackingRules(TransportFactory factory) {
        super(factory);
    }

    @Test
    @Rule("PORT-1")
    @Lacking(Capability.PORT)
    @DisplayName("PORT-1 a transport without a port connects raw clients by a SocketFactory")
    void socketFactory() throws IOException {
        Transport transport = startEchoes();
        SocketFactory sockets = transport.unwrap(SocketFactory.class).orElseThrow();
        try (Socket socket = sockets.createSocket("127.0.0.1", transport.port())) {
            socket.getOutputStream().write(RawRequest.get(transport.port(), "/nothing").bytes());
            byte[] start = socket.getInputStream().readNBytes(12);
            assertThat(new String(start, StandardCharsets.ISO_8859_1)).isEqualTo("HTTP/1.1 404");
        }
    }

    @Test
    @Rule("TLS-16")
    @Lacking(Capability.TLS)
    @DisplayName("TLS-16 a configuration with TLS is refused, by an exception that says so")
    void tlsIsRefused() {
        TransportConfig secure = config().tls(Tls.of(Certificates.SERVER.context())).build();
        assertThatThrownBy(() -> start(secure, textEcho())).isInstanceOf(RuntimeException.class)
                .hasMessageContaining("TLS");
    }

    @Test
    @Rule("H2-10")
    @Lacking(Capability.HTTP_2)
    @DisplayName("H2-10 the preface of HTTP/2 is not answered by success, and ends the connection alone")
    void prefaceIsRefused() {
        assertRefusedAlone("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n");
    }

    @Test
    @Rule("HTTP-13")
    @Lacking(Capability.HTTP_1_0)
    @DisplayName("HTTP-13 a request of HTTP/1.0 is not answered by success, and ends the connection alone")
    void http10IsRefused() {
        // With headers, as every client has some: a server that also looks for the preface of HTTP/2 waits for as many bytes.
        assertRefusedAlone("GET /text HTTP/1.0\r\nHost: 127.0.0.1\r\nAccept: */*\r\n\r\n");
    }

    private void assertRefusedAlone(String request) {
        Transport transport = startEchoes();
        RawConnection connection = connect(transport);
        connection.send(request.getBytes(StandardCharsets.ISO_8859_1));
        String answer = new String(connection.readToAnyEnd(), StandardCharsets.ISO_8859_1);
        assertThat(answer).matches("(?s)|HTTP/1\\.[01] [45].*");
        open(transport, "/text").send(Frame.text("served")).expectText("served");
    }
}
