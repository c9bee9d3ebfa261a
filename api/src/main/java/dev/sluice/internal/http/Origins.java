package dev.sluice.internal.http;

import java.util.Locale;
import java.util.Optional;
import java.util.Set;

import dev.sluice.Headers;

/**
 * Which web pages may open a stream: browsers apply no same-origin policy to WebSocket, so the server must (RFC 6455
 * section 10.2); and they send the request for an event stream before they look at the policy.
 */
public final class Origins {

    private Origins() {}

    /** Whether the request comes from no page, from a page of the same host and port, or from an allowed origin. */
    public static boolean mayOpen(Headers headers, Set<String> allowed) {
        Optional<String> origin = headers.first("Origin");
        return origin.isEmpty() || allowed.contains("*") || allowed.contains(origin.get())
                || headers.first("Host").filter(host -> !host.isEmpty() && isSame(origin.get(), host)).isPresent();
    }

    private static boolean isSame(String origin, String host) {
        // The scheme the server sees is not the page's where a proxy ends TLS, so only host and port are compared.
        String lower = origin.toLowerCase(Locale.ROOT);
        if (lower.startsWith("https://")) {
            return withPort(lower.substring("https://".length()), 443).equals(withPort(host, 443));
        }
        return lower.startsWith("http://")
                && withPort(lower.substring("http://".length()), 80).equals(withPort(host, 80));
    }

    private static String withPort(String authority, int port) {
        boolean hasPort = authority.indexOf(':', authority.lastIndexOf(']') + 1) >= 0;
        return authority.toLowerCase(Locale.ROOT) + (hasPort ? "" : ":" + port);
    }
}
