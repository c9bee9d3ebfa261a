package dev.sluice.samples.netty;

import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import javax.net.ssl.SSLPeerUnverifiedException;

import dev.sluice.Headers;
import dev.sluice.spi.HttpRequest;
import dev.sluice.spi.HttpVersion;
import io.netty.channel.Channel;
import io.netty.handler.ssl.SslHandler;
import org.jspecify.annotations.Nullable;

/** Netty's request as the engine's. */
final class RequestHead {

    private RequestHead() {}

    /** Throws an IllegalArgumentException for what the engine cannot be given. */
    static HttpRequest of(io.netty.handler.codec.http.HttpRequest head, Channel channel) {
        HttpVersion version = switch (head.protocolVersion().text()) {
            case "HTTP/1.1" -> HttpVersion.HTTP_1_1;
            case "HTTP/1.0" -> HttpVersion.HTTP_1_0;
            default -> throw new IllegalArgumentException("not a version of HTTP/1");
        };
        int hosts = head.headers().getAll("Host").size();
        if (hosts > 1 || (hosts == 0 && version == HttpVersion.HTTP_1_1)) {
            throw new IllegalArgumentException("not exactly one Host (RFC 9112 section 3.2)");
        }
        // A target may be a whole URI (RFC 9112 section 3.2.2). It stays encoded.
        String[] target = head.uri().replaceFirst("^https?://[^/?]*", "").split("\\?", 2);
        SslHandler tls = channel.pipeline().get(SslHandler.class);
        return new HttpRequest(head.method().name(), target[0].startsWith("/") ? target[0] : "/" + target[0],
                target.length > 1 ? target[1] : "", version, headers(head), channel.remoteAddress(), tls != null,
                certificate(tls));
    }

    private static Headers headers(io.netty.handler.codec.http.HttpRequest head) {
        Map<String, List<String>> lines = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        head.headers().forEach(line -> lines.computeIfAbsent(line.getKey(), name -> new ArrayList<>())
                .add(line.getValue()));
        return Headers.of(lines);
    }

    private static Optional<X509Certificate> certificate(@Nullable SslHandler tls) {
        try {
            return tls == null
                    ? Optional.empty()
                    : Optional.of((X509Certificate) tls.engine().getSession().getPeerCertificates()[0]);
        } catch (SSLPeerUnverifiedException e) {
            return Optional.empty();
        }
    }
}
