package dev.sluice.internal.engine;

import java.net.InetSocketAddress;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import dev.sluice.Headers;
import dev.sluice.spi.HttpRequest;
import dev.sluice.spi.HttpVersion;

/** Requests as a runtime would hand them over. */
final class Requests {

    private Requests() {}

    static HttpRequest get(String path, String... headers) {
        return request("GET", path, "", HttpVersion.HTTP_1_1, headers);
    }

    static HttpRequest request(String method, String path, String query, HttpVersion version, String... headers) {
        return new HttpRequest(method, path, query, version, Headers.of(headers),
                InetSocketAddress.createUnresolved("client", 1), false, Optional.empty());
    }

    /** A good opening handshake, with these headers instead of or besides its own. */
    static HttpRequest webSocket(String path, String... headers) {
        Map<String, List<String>> all = new LinkedHashMap<>(Map.of("Host", List.of("server"), "Upgrade",
                List.of("websocket"), "Connection", List.of("Upgrade"), "Sec-WebSocket-Version", List.of("13"),
                "Sec-WebSocket-Key", List.of("dGhlIHNhbXBsZSBub25jZQ==")));
        all.putAll(Headers.of(headers).asMap());
        return new HttpRequest("GET", path, "", HttpVersion.HTTP_1_1, Headers.of(all),
                InetSocketAddress.createUnresolved("client", 1), false, Optional.empty());
    }
}
