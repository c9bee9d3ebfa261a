package dev.sluice.internal.websocket;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import dev.sluice.internal.websocket.ExtensionOffer.Parameter;

/**
 * How client and server agreed to compress messages (permessage-deflate, RFC 7692 section 7.1).
 *
 * @param serverTakeover whether our messages may refer to those before them
 * @param clientTakeover whether the client's messages may
 * @param windowAsked whether the client asked for a window of 15 bits, which is then confirmed
 */
public record DeflateTerms(boolean serverTakeover, boolean clientTakeover, boolean windowAsked) {

    private static final String NAME = "permessage-deflate";
    private static final String SERVER_ALONE = "server_no_context_takeover";
    private static final String CLIENT_ALONE = "client_no_context_takeover";
    private static final String SERVER_WINDOW = "server_max_window_bits";
    private static final String CLIENT_WINDOW = "client_max_window_bits";
    /** The only window that java.util.zip compresses with. */
    private static final String OUR_WINDOW = "15";

    /** The terms of the first offer that can be had; empty if there is none. */
    static Optional<DeflateTerms> negotiate(List<ExtensionOffer> offers, boolean takeover) {
        return offers.stream().filter(offer -> offer.name().equals(NAME))
                .flatMap(offer -> accept(offer.parameters(), takeover).stream()).findFirst();
    }

    private static Optional<DeflateTerms> accept(List<Parameter> parameters, boolean takeover) {
        Map<String, Parameter> asked = new HashMap<>();
        for (Parameter parameter : parameters) {
            if (!isAcceptable(parameter) || asked.put(parameter.name(), parameter) != null) {
                return Optional.empty();
            }
        }
        return Optional.of(new DeflateTerms(takeover && !asked.containsKey(SERVER_ALONE),
                takeover && !asked.containsKey(CLIENT_ALONE), asked.containsKey(SERVER_WINDOW)));
    }

    private static boolean isAcceptable(Parameter parameter) {
        Optional<String> value = parameter.value();
        return switch (parameter.name()) {
            case SERVER_ALONE, CLIENT_ALONE -> value.isEmpty();
            case SERVER_WINDOW -> value.filter(OUR_WINDOW::equals).isPresent();
            // A hint, which needs no answer: what was compressed with a smaller window can be inflated with ours.
            case CLIENT_WINDOW -> value.isEmpty() || value.get().matches("[89]|1[0-5]");
            default -> false;
        };
    }

    /** The value of {@code Sec-WebSocket-Extensions} that says so. */
    String header() {
        return NAME + (serverTakeover ? "" : "; " + SERVER_ALONE) + (clientTakeover ? "" : "; " + CLIENT_ALONE)
                + (windowAsked ? "; " + SERVER_WINDOW + "=" + OUR_WINDOW : "");
    }
}
