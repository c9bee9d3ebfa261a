package dev.sluice.internal.websocket;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import dev.sluice.Headers;
import dev.sluice.internal.http.Origins;
import dev.sluice.internal.http.Responses;
import dev.sluice.internal.http.Tokens;
import dev.sluice.spi.Answer;
import dev.sluice.spi.HttpRequest;
import dev.sluice.spi.HttpVersion;

/** The server's side of the opening handshake (RFC 6455 section 4.2). */
public final class Handshake {

    private static final String VERSION = "13";
    private static final String GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
    private static final int KEY_BYTES = 16;
    private static final int KEY_LENGTH = 24;

    private Handshake() {}

    /** Whether a request asks for a WebSocket. */
    public static boolean isAskedFor(HttpRequest request) {
        return request.version() != HttpVersion.HTTP_2 && Tokens.contain(request.headers(), "Upgrade", "websocket");
    }

    /** Why a request that asks for a WebSocket cannot have it; empty if it can. */
    public static Optional<Answer.Response> refusal(HttpRequest request, Set<String> allowedOrigins) {
        Headers headers = request.headers();
        if (request.version() != HttpVersion.HTTP_1_1) {
            return bad("a WebSocket is opened by HTTP/1.1");
        }
        if (!Tokens.contain(headers, "Connection", "upgrade")) {
            return bad("the Connection header does not list 'upgrade'");
        }
        List<String> versions = headers.all("Sec-WebSocket-Version");
        if (versions.size() != 1) {
            return bad("a WebSocket is opened with exactly one Sec-WebSocket-Version");
        }
        if (!versions.get(0).strip().equals(VERSION)) {
            return Optional.of(upgradeRequired("only version 13 of the WebSocket protocol is spoken"));
        }
        List<String> keys = headers.all("Sec-WebSocket-Key");
        if (keys.size() != 1 || !isKey(keys.get(0).strip())) {
            return bad("a WebSocket is opened with exactly one Sec-WebSocket-Key, 16 bytes in base64");
        }
        if (offers(headers).isEmpty()) {
            return bad("the Sec-WebSocket-Extensions header is not a list of extensions"); // RFC 6455 section 9.1
        }
        if (!Origins.mayOpen(headers, allowedOrigins)) {
            return Optional.of(Responses.refuse(403, "pages of this origin may not open a WebSocket here"));
        }
        return Optional.empty();
    }

    /** The answer to a request that is none for a WebSocket, where there is nothing else. */
    public static Answer.Response upgradeRequired(String text) {
        return Responses.refuse(426, text, "Upgrade", "websocket", "Connection", "Upgrade", "Sec-WebSocket-Version",
                VERSION);
    }

    /** The sub-protocol to speak: the first that the client asks for and the endpoint knows. */
    public static Optional<String> subprotocol(HttpRequest request, List<String> known) {
        return Tokens.of(request.headers(), "Sec-WebSocket-Protocol").stream().filter(known::contains).findFirst();
    }

    /**
     * How messages are compressed: as the first offer says that can be had.
     *
     * @param takeover whether messages may refer to those before them
     */
    public static Optional<DeflateTerms> compression(HttpRequest request, boolean takeover) {
        return offers(request.headers()).flatMap(offers -> DeflateTerms.negotiate(offers, takeover));
    }

    private static Optional<List<ExtensionOffer>> offers(Headers headers) {
        try {
            return Optional.of(ExtensionParser.parse(headers.all("Sec-WebSocket-Extensions")));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** The headers of status 101, for a request without a {@link #refusal}. */
    public static Headers accept(HttpRequest request, Optional<String> subprotocol, Optional<DeflateTerms> terms) {
        Map<String, List<String>> headers = new LinkedHashMap<>();
        headers.put("Connection", List.of("Upgrade"));
        headers.put("Upgrade", List.of("websocket"));
        headers.put("Sec-WebSocket-Accept",
                List.of(acceptKey(request.headers().first("Sec-WebSocket-Key").orElseThrow().strip())));
        subprotocol.ifPresent(agreed -> headers.put("Sec-WebSocket-Protocol", List.of(agreed)));
        terms.ifPresent(agreed -> headers.put("Sec-WebSocket-Extensions", List.of(agreed.header())));
        return Headers.of(headers);
    }

    private static boolean isKey(String key) {
        try {
            return key.length() == KEY_LENGTH && Base64.getDecoder().decode(key).length == KEY_BYTES;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private static String acceptKey(String key) {
        try {
            MessageDigest sha1 = MessageDigest.getInstance("SHA-1");
            return Base64.getEncoder().encodeToString(sha1.digest((key + GUID).getBytes(StandardCharsets.US_ASCII)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-1", e);
        }
    }

    private static Optional<Answer.Response> bad(String text) {
        return Optional.of(Responses.refuse(400, text));
    }
}
