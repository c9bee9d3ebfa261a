package dev.sluice.samples.chat;

import java.time.Instant;

/**
 * What everybody in the room sees.
 *
 * @param from who said it; empty if it is a notice of the room itself
 * @param text what was said
 * @param at when
 */
record Said(String from, String text, Instant at) {

    /** Something that the room says. */
    static Said notice(String text) {
        return new Said("", text, Instant.now());
    }

    /** Something that this person says. */
    static Said by(String name, Say say) {
        return new Said(name, say.text(), Instant.now());
    }
}
