package dev.sluice.helidon;

import java.security.cert.X509Certificate;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import dev.sluice.Headers;
import dev.sluice.spi.HttpRequest;
import dev.sluice.spi.HttpVersion;
import io.helidon.common.socket.PeerInfo;
import io.helidon.http.Header;
import io.helidon.http.HeaderNames;
import io.helidon.http.HttpPrologue;
import io.helidon.webserver.http.ServerRequest;

/** Helidon's requests in the engine's words. */
final class Requests {

    private Requests() {}

    static HttpRequest of(ServerRequest request) {
        HttpPrologue prologue = request.prologue();
        return new HttpRequest(prologue.method().text(), rawPath(request), prologue.query().rawValue(),
                version(prologue.protocolVersion()), headers(request), request.remotePeer().address(),
                request.isSecure(), clientCertificate(request.remotePeer()));
    }

    private static Optional<X509Certificate> clientCertificate(PeerInfo client) {
        return client.tlsCertificates().map(chain -> chain[0]).filter(X509Certificate.class::isInstance)
                .map(X509Certificate.class::cast);
    }

    /**
     * The path below the mount, still encoded: Helidon has it only decoded, so as many segments as the mount has are taken
     * from the path of the request.
     */
    private static String rawPath(ServerRequest request) {
        String whole = request.path().absolute().path();
        String below = request.path().path();
        if (!whole.endsWith(below)) {
            // The mount's own path, without a slash behind.
            return "/";
        }
        String raw = request.prologue().uriPath().rawPath();
        long segments = whole.substring(0, whole.length() - below.length()).chars().filter(c -> c == '/').count();
        int start = 0;
        for (long i = 0; i < segments && start >= 0; i++) {
            start = raw.indexOf('/', start + 1);
        }
        return start < 0 ? "/" : raw.substring(start);
    }

    private static HttpVersion version(String version) {
        return switch (version) {
            case "1.0" -> HttpVersion.HTTP_1_0;
            case "1.1" -> HttpVersion.HTTP_1_1;
            default -> HttpVersion.HTTP_2;
        };
    }

    private static Headers headers(ServerRequest request) {
        Map<String, List<String>> lines = new LinkedHashMap<>();
        for (Header header : request.headers()) {
            lines.put(header.name(), header.allValues());
        }
        if (!request.headers().contains(HeaderNames.HOST) && request.authority() != null) {
            // HTTP/2 has it as a pseudo header.
            lines.put("Host", List.of(request.authority()));
        }
        return Headers.of(lines);
    }
}
