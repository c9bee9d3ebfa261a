package dev.sluice.internal.websocket;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import dev.sluice.internal.http.Tokens;
import dev.sluice.internal.websocket.ExtensionOffer.Parameter;

/** Reads a line of {@code Sec-WebSocket-Extensions} by the grammar of RFC 6455 section 9.1. */
final class ExtensionParser {

    private final String line;
    private int at;

    private ExtensionParser(String line) {
        this.line = line;
    }

    /**
     * The offers of all lines, in order.
     *
     * @throws IllegalArgumentException if a line is not of the grammar
     */
    static List<ExtensionOffer> parse(List<String> lines) {
        List<ExtensionOffer> offers = new ArrayList<>();
        for (String line : lines) {
            new ExtensionParser(line).list(offers);
        }
        return offers;
    }

    /** Members may be empty, as in every list of HTTP (RFC 9110 section 5.6.1). */
    private void list(List<ExtensionOffer> offers) {
        do {
            skipSpace();
            if (at < line.length() && line.charAt(at) != ',') {
                offers.add(offer());
            }
        } while (take(','));
        require(at == line.length());
    }

    private ExtensionOffer offer() {
        String name = token();
        List<Parameter> parameters = new ArrayList<>();
        while (take(';')) {
            String parameter = token();
            parameters.add(new Parameter(parameter, take('=') ? Optional.of(value()) : Optional.empty()));
        }
        return new ExtensionOffer(name, parameters);
    }

    private String value() {
        skipSpace();
        return at < line.length() && line.charAt(at) == '"' ? quoted() : token();
    }

    /** Between the quotes is a token too, once its escapes are undone. */
    private String quoted() {
        StringBuilder text = new StringBuilder();
        for (at++; at < line.length() && line.charAt(at) != '"'; at++) {
            if (line.charAt(at) == '\\') {
                at++;
                require(at < line.length());
            }
            text.append(line.charAt(at));
        }
        require(take('"') && Tokens.isToken(text.toString()));
        return text.toString();
    }

    private String token() {
        skipSpace();
        int from = at;
        while (at < line.length() && Tokens.isToken(line.substring(at, at + 1))) {
            at++;
        }
        require(at > from);
        return line.substring(from, at);
    }

    private boolean take(char wanted) {
        skipSpace();
        boolean there = at < line.length() && line.charAt(at) == wanted;
        at += there ? 1 : 0;
        return there;
    }

    private void skipSpace() {
        while (at < line.length() && (line.charAt(at) == ' ' || line.charAt(at) == '\t')) {
            at++;
        }
    }

    private static void require(boolean good) {
        if (!good) {
            throw new IllegalArgumentException("not a list of extensions");
        }
    }
}
