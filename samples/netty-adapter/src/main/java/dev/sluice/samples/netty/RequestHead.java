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

    /**
     * The request.
     *
     * @throws IllegalArgumentException if it is one that the engine cannot be given
     */
    static HttpRequest of(io.netty.handler.codec.http.HttpRequest head, Channel channel) {
        String target = originForm(head.uri());
        int question = target.indexOf('?');
        SslHandler tls = channel.pipeline().get(SslHandler.class);
        return new HttpRequest(head.method().name(), question < 0 ? target : target.substring(0, question),
                question < 0 ? "" : target.substring(question + 1), version(head), headers(head),
                channel.remoteAddress(), tls != null, certificate(tls));
    }

    /** A target may be a whole URI (RFC 9112 section 3.2.2). */
    private static String originForm(String target) {
        if (target.startsWith("/")) {
            return target;
        }
        int authority = target.indexOf("://") + "://".length();
        int slash = target.indexOf('/', authority);
        if (authority < "://".length() || slash < 0) {
            throw new IllegalArgumentException("not the target of a request: " + target);
        }
        return target.substring(slash);
    }

    private static HttpVersion version(io.netty.handler.codec.http.HttpRequest head) {
        return switch (head.protocolVersion().text()) {
            case "HTTP/1.1" -> HttpVersion.HTTP_1_1;
            case "HTTP/1.0" -> HttpVersion.HTTP_1_0;
            default -> throw new IllegalArgumentException("not a version of HTTP/1: " + head.protocolVersion());
        };
    }

    private static Headers headers(io.netty.handler.codec.http.HttpRequest head) {
        Map<String, List<String>> lines = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        for (Map.Entry<String, String> line : head.headers()) {
            lines.computeIfAbsent(line.getKey(), name -> new ArrayList<>()).add(line.getValue());
        }
        return Headers.of(lines);
    }

    private static Optional<X509Certificate> certificate(@Nullable SslHandler tls) {
        try {
            return tls != null && tls.engine().getSession().getPeerCertificates()[0] instanceof X509Certificate mine
                    ? Optional.of(mine)
                    : Optional.empty();
        } catch (SSLPeerUnverifiedException e) {
            return Optional.empty();
        }
    }
}
