package dev.sluice.samples.chat;

/**
 * What somebody types. One that is no {@code Say} cannot be decoded, and ends the stream.
 *
 * @param text not blank, at most {@value #MAX_LENGTH} characters
 */
record Say(String text) {

    static final int MAX_LENGTH = 500;

    Say {
        if (text == null || text.isBlank() || text.length() > MAX_LENGTH) {
            throw new IllegalArgumentException("a text is not blank and has at most " + MAX_LENGTH + " characters");
        }
    }
}
