package dev.sluice.undertow;

import java.net.URI;
import java.net.URISyntaxException;

import io.undertow.server.HttpServerExchange;

/** The path below the place where a handler is mounted, still percent-encoded; Undertow has it decoded only. */
final class RawPath {

    private RawPath() {}

    static String of(HttpServerExchange exchange) {
        String resolved = exchange.getResolvedPath();
        String relative = exchange.getRelativePath();
        if (!exchange.getRequestPath().equals(resolved + relative)) {
            // A handler before us rewrote it, so it is not the one in the request line.
            return encode(relative);
        }
        return below(segments(resolved), path(exchange));
    }

    private static String path(HttpServerExchange exchange) {
        String uri = exchange.getRequestURI();
        if (!exchange.isHostIncludedInRequestURI()) {
            return uri;
        }
        int slash = uri.indexOf('/', uri.indexOf("://") + "://".length());
        return slash < 0 ? "/" : uri.substring(slash);
    }

    private static int segments(String resolved) {
        int end = resolved.endsWith("/") ? resolved.length() - 1 : resolved.length();
        return (int) resolved.substring(0, end).chars().filter(c -> c == '/').count();
    }

    private static String below(int segments, String path) {
        int from = 0;
        for (int i = 0; i < segments; i++) {
            from = path.indexOf('/', from + 1);
            if (from < 0) {
                return "/";
            }
        }
        return path.startsWith("/", from) ? path.substring(from) : "/";
    }

    private static String encode(String decoded) {
        try {
            String encoded = new URI(null, null, decoded, null).toASCIIString();
            return encoded.startsWith("/") ? encoded : "/" + encoded;
        } catch (URISyntaxException e) {
            return "/";
        }
    }
}
