package dev.sluice;

import javax.net.ssl.SSLContext;

/**
 * How a transport speaks TLS. With it, HTTP/2 is offered by ALPN beside HTTP/1.1; a WebSocket is opened on HTTP/1.1.
 *
 * @param context the server's keys, and whom it trusts
 * @param clientCertificates whether clients are asked for a certificate; it is given to the {@link Gate} by
 *            {@link Opening#clientCertificate()}
 */
public record Tls(SSLContext context, ClientCertificates clientCertificates) {

    /** Whether clients are asked for a certificate. */
    public enum ClientCertificates {
        /** They are not asked. */
        IGNORED,
        /** They are asked, and may have none; one that is not trusted fails the TLS handshake. */
        WANTED,
        /** Who has none that is trusted fails the TLS handshake. */
        REQUIRED
    }

    /**
     * TLS without client certificates.
     *
     * @param context the server's keys
     */
    public static Tls of(SSLContext context) {
        return new Tls(context, ClientCertificates.IGNORED);
    }
}
