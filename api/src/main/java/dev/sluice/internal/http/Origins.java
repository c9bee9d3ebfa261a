package dev.sluice.internal.http;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

import dev.sluice.Headers;

/**
 * Which web pages may open a WebSocket: browsers apply no same-origin policy to it, so the server must (RFC 6455 section
 * 10.2).
 */
public final class Origins {

    private Origins() {}

    /** Whether the request comes from no page, from a page of the same host and port, or from an allowed origin. */
    public static boolean mayOpen(Headers headers, Set<String> allowed) {
        Optional<String> origin = headers.first("Origin");
        return origin.isEmpty() || allowed.contains("*") || allowed.contains(origin.get())
                || headers.first("Host").filter(host -> isSame(origin.get(), host)).isPresent();
    }

    private static boolean isSame(String origin, String host) {
        try {
            URI page = new URI(origin);
            if (page.getHost() == null || page.getScheme() == null) {
                return false;
            }
            // The scheme the server sees is not the page's where a proxy ends TLS, so its default port comes from the page.
            URI server = new URI(page.getScheme(), host, null, null, null);
            return page.getHost().toLowerCase(Locale.ROOT)
                    .equals(String.valueOf(server.getHost()).toLowerCase(Locale.ROOT))
                    && port(page) == port(server);
        } catch (URISyntaxException e) {
            return false;
        }
    }

    private static int port(URI uri) {
        return uri.getPort() >= 0 ? uri.getPort() : "https".equalsIgnoreCase(uri.getScheme()) ? 443 : 80;
    }
}
