package dev.sluice.internal.codec;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

import dev.sluice.CodecException;

/** Strings to UTF-8 and back, refusing what cannot be represented instead of replacing it. */
final class Utf8 {

    private Utf8() {}

    static byte[] encode(String text) {
        // The JDK's fast path writes '?' for an unpaired surrogate, silently.
        boolean plain = text.chars().noneMatch(c -> Character.isSurrogate((char) c));
        return plain ? text.getBytes(StandardCharsets.UTF_8) : encodeStrictly(text);
    }

    static String decode(byte[] bytes) {
        try {
            return StandardCharsets.UTF_8.newDecoder().onMalformedInput(CodingErrorAction.REPORT)
                    .decode(ByteBuffer.wrap(bytes)).toString();
        } catch (CharacterCodingException e) {
            throw new CodecException("not valid UTF-8", e);
        }
    }

    private static byte[] encodeStrictly(String text) {
        try {
            ByteBuffer encoded = StandardCharsets.UTF_8.newEncoder().onMalformedInput(CodingErrorAction.REPORT)
                    .encode(CharBuffer.wrap(text));
            byte[] bytes = new byte[encoded.remaining()];
            encoded.get(bytes);
            return bytes;
        } catch (CharacterCodingException e) {
            throw new CodecException("the text has an unpaired surrogate, which UTF-8 cannot represent", e);
        }
    }
}
