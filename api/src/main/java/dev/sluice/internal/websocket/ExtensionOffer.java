package dev.sluice.internal.websocket;

import java.util.List;
import java.util.Optional;

/** An extension that a client offers in its handshake, with its parameters in order (RFC 6455 section 9.1). */
record ExtensionOffer(String name, List<Parameter> parameters) {

    /** A parameter; its value without quotes. */
    record Parameter(String name, Optional<String> value) {}
}
