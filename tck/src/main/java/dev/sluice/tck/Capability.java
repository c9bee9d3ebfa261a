package dev.sluice.tck;

/**
 * What a runtime may be unable to do: an adapter says so by {@link TransportTck#lacks()}, and the weaker rules that are named
 * here are then all that it is held to.
 */
public enum Capability {

    /** A port that any client of TCP can connect to. Without it: PORT-1. */
    PORT("a port", "PORT-1"),

    /**
     * To notice the end of a client, FIN or RST, at once, whatever is written to it. Without it: LIFE-31, by the first write that
     * fails, which is that of a heartbeat or two at the latest, and LIFE-27 where output is stuck.
     */
    IDLE_END("an idle client's end noticed at once", "LIFE-31"),

    /** HTTP/1.0. Without it: HTTP-13. */
    HTTP_1_0("HTTP/1.0", "HTTP-13"),

    /** TLS, with client certificates. Without it: TLS-16. */
    TLS("TLS", "TLS-16"),

    /** HTTP/2, by ALPN and by prior knowledge. Without it: H2-10. */
    HTTP_2("HTTP/2", "H2-10"),

    /** To notice {@code close_notify} at once while the client takes no output. Without it: TLS-11, after {@code writeTimeout}. */
    STUCK_CLOSE_NOTIFY("a stuck client's close_notify noticed at once", "TLS-11"),

    /** To notice a reset of an HTTP/2 stream at once while it has no window. Without it: H2-4, after {@code writeTimeout}. */
    STUCK_RESET("a stuck HTTP/2 stream's reset noticed at once", "H2-4");

    private final String words;
    private final String weaker;

    Capability(String words, String weaker) {
        this.words = words;
        this.weaker = weaker;
    }

    /** What it is, for people. */
    public String words() {
        return words;
    }

    /** The number of the rule that a transport without it is held to instead. */
    public String weakerRule() {
        return weaker;
    }
}
