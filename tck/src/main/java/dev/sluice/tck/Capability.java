package dev.sluice.tck;

/** What a transport may lack without failing the kit; the tests of it are skipped then, and say so. */
public enum Capability {
    /** HTTP/2, by ALPN and by prior knowledge. */
    HTTP_2,
    /** TLS. */
    TLS,
    /** A port of TCP, which clients that are not of this JVM can reach. */
    PORT
}
