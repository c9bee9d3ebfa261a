package dev.sluice.spi;

import java.net.SocketAddress;
import java.security.cert.X509Certificate;
import java.util.Optional;

import dev.sluice.Headers;

/**
 * A request as the runtime received it. What is malformed as HTTP the adapter refuses itself, by status 400: one of HTTP/1.1
 * without exactly one {@code Host} too (RFC 9112 section 3.2), where the runtime does not.
 *
 * @param method the method, as sent
 * @param rawPath the path below the place where the engine is mounted, still percent-encoded, beginning with a slash
 * @param rawQuery the query without its question mark, still percent-encoded; empty if there is none
 * @param version the version of HTTP
 * @param headers every header line
 * @param remoteAddress the peer of the connection
 * @param secure whether the connection uses TLS
 * @param clientCertificate the client's certificate, where TLS asked for one and the client has proved to own it
 */
public record HttpRequest(
        String method,
        String rawPath,
        String rawQuery,
        HttpVersion version,
        Headers headers,
        SocketAddress remoteAddress,
        boolean secure,
        Optional<X509Certificate> clientCertificate) {}
