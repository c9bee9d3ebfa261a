package dev.sluice.internal.codec;

import java.util.Map;
import java.util.function.Function;

import dev.sluice.Codec;
import dev.sluice.CodecException;

/** Messages with a text form, in UTF-8. */
public record TextCodec<T>(Function<T, String> format, Function<String, T> parse) implements Codec<T> {

    /** Strings as they are. */
    public static final Codec<String> PLAIN = new TextCodec<>(Function.identity(), Function.identity());

    @Override
    public Form form() {
        return Form.TEXT;
    }

    @Override
    public byte[] encode(T message) {
        return Utf8.encode(format.apply(message));
    }

    @Override
    public T decode(byte[] bytes) {
        String text = Utf8.decode(bytes);
        try {
            return parse.apply(text);
        } catch (RuntimeException e) {
            throw new CodecException("the text of a message cannot be parsed", e);
        }
    }

    @Override
    public Map<String, Object> schema() {
        return Map.of("type", "string");
    }
}
