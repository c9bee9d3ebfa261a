package dev.sluice;

import java.net.SocketAddress;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

import dev.sluice.internal.http.Cookies;

/**
 * How a client came: everything known when it asks for a stream. Immutable.
 *
 * @param protocol what carries the stream
 * @param pathTemplate the path template of the endpoint
 * @param path the path that was asked for, still percent-encoded
 * @param pathParameters the values of the path template's parameters, decoded
 * @param query the parameters of the query, decoded, each with all its values
 * @param headers the request's headers
 * @param remoteAddress the peer of the connection, which may be a proxy
 * @param secure whether the connection uses TLS
 * @param clientCertificate the certificate that the client proved to own, if it was asked for one ({@link Tls})
 * @param principal who the {@link Gate} said this is
 * @param subprotocol the WebSocket sub-protocol that was agreed on (RFC 6455 section 1.9); {@code sluice.v1} on a two-way
 *            channel over SSE
 * @param lastEventId the id of the last event that the client saw, as it claims: {@code Last-Event-ID}, or else the
 *            parameter {@code last_event_id} of the query
 */
public record Opening(
        Protocol protocol,
        String pathTemplate,
        String path,
        Map<String, String> pathParameters,
        Map<String, List<String>> query,
        Headers headers,
        SocketAddress remoteAddress,
        boolean secure,
        Optional<X509Certificate> clientCertificate,
        Optional<String> principal,
        Optional<String> subprotocol,
        Optional<String> lastEventId) {

    /** Copies the maps and lists. */
    public Opening {
        pathParameters = Map.copyOf(pathParameters);
        query = query.entrySet().stream()
                .collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, entry -> List.copyOf(entry.getValue())));
    }

    /**
     * The value of a parameter of the endpoint's path template, decoded.
     *
     * @throws IllegalArgumentException if the template has no such parameter
     */
    public String path(String parameter) {
        String value = pathParameters.get(parameter);
        if (value == null) {
            throw new IllegalArgumentException(
                    "the path has no parameter '" + parameter + "', it has " + pathParameters.keySet());
        }
        return value;
    }

    /** The first value of a parameter of the query, decoded. */
    public Optional<String> query(String parameter) {
        return query.getOrDefault(parameter, List.of()).stream().findFirst();
    }

    /** The value of the first cookie of this name (RFC 6265 section 4.2), as it was sent but for the quotes around it. */
    public Optional<String> cookie(String name) {
        return Cookies.first(headers, name);
    }

    /** The same opening, by somebody known. */
    public Opening withPrincipal(Optional<String> known) {
        return new Opening(protocol, pathTemplate, path, pathParameters, query, headers, remoteAddress, secure,
                clientCertificate, known, subprotocol, lastEventId);
    }

    /** Without headers, query and principal: they may be secrets. */
    @Override
    public String toString() {
        return protocol + " " + path + " from " + remoteAddress;
    }
}
