package dev.sluice.internal.stream;

import dev.sluice.Codec;
import dev.sluice.internal.frame.FrameHeader;

/** A message that is a request or the answer to one, by its number. */
final class Correlated extends Message {

    private final String word;
    private final String rest;

    private Correlated(Codec.Form form, byte[] payload, String word, String rest) {
        super(form, payload, "", null);
        this.word = word;
        this.rest = rest;
    }

    static Correlated request(Codec.Form form, byte[] payload, long id, long millis) {
        return new Correlated(form, payload, "request", id + " " + millis);
    }

    static Correlated reply(Codec.Form form, byte[] payload, long id) {
        return new Correlated(form, payload, "reply", Long.toString(id));
    }

    @Override
    public boolean costsCredit() {
        return false;
    }

    @Override
    byte[] header(String target) {
        return FrameHeader.line(word, target, rest);
    }
}
