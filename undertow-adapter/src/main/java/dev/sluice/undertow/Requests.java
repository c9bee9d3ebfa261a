package dev.sluice.undertow;

import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.SSLPeerUnverifiedException;

import dev.sluice.Headers;
import dev.sluice.spi.HttpRequest;
import dev.sluice.spi.HttpVersion;
import io.undertow.server.HttpServerExchange;
import io.undertow.server.RenegotiationRequiredException;
import io.undertow.server.SSLSessionInfo;
import io.undertow.server.ServerConnection;
import io.undertow.util.HeaderValues;
import io.undertow.util.Protocols;

/** Undertow's exchange as the engine's request. */
final class Requests {

    private Requests() {}

    /**
     * The request.
     *
     * @throws IllegalArgumentException if a header has a character that HTTP forbids but Undertow lets pass
     */
    static HttpRequest of(HttpServerExchange exchange, String rawPath) {
        return new HttpRequest(exchange.getRequestMethod().toString(), rawPath, exchange.getQueryString(),
                version(exchange), headers(exchange), exchange.getSourceAddress(), exchange.isSecure(),
                clientCertificate(exchange.getConnection()));
    }

    private static Optional<X509Certificate> clientCertificate(ServerConnection connection) {
        SSLSessionInfo tls = connection.getSslSessionInfo();
        if (tls == null) {
            return Optional.empty();
        }
        try {
            return Arrays.stream(tls.getPeerCertificates()).limit(1).filter(X509Certificate.class::isInstance)
                    .map(X509Certificate.class::cast).findFirst();
        } catch (SSLPeerUnverifiedException | RenegotiationRequiredException e) {
            return Optional.empty();
        }
    }

    private static HttpVersion version(HttpServerExchange exchange) {
        if (Protocols.HTTP_2_0.equals(exchange.getProtocol())) {
            return HttpVersion.HTTP_2;
        }
        return exchange.isHttp11() ? HttpVersion.HTTP_1_1 : HttpVersion.HTTP_1_0;
    }

    private static Headers headers(HttpServerExchange exchange) {
        Map<String, List<String>> lines = new HashMap<>();
        for (HeaderValues values : exchange.getRequestHeaders()) {
            lines.put(values.getHeaderName().toString(), new ArrayList<>(values));
        }
        return Headers.of(lines);
    }
}
