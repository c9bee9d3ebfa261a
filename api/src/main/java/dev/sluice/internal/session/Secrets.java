package dev.sluice.internal.session;

import java.security.SecureRandom;
import java.util.Base64;

/** The secrets of sessions: whoever has one is the client. Thread-safe. */
final class Secrets {

    private static final int BYTES = 16;

    private final SecureRandom random = new SecureRandom();

    /** 128 random bits, as 22 characters of base64url (RFC 4648 section 5). */
    String next() {
        byte[] bytes = new byte[BYTES];
        random.nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
