package dev.sluice;

import java.util.Map;
import java.util.function.Function;

import dev.sluice.internal.codec.BytesCodec;
import dev.sluice.internal.codec.TextCodec;

/**
 * Turns messages into bytes and back. Implementations are thread-safe and do not keep or change the arrays.
 *
 * @param <T> the message
 */
public interface Codec<T> {

    /** Whether encoded messages are text, as SSE demands, or any bytes. */
    enum Form {
        /** Valid UTF-8: a WebSocket text message, or the data of an SSE event. */
        TEXT,
        /** Any bytes: a WebSocket binary message. SSE cannot carry it. */
        BINARY
    }

    /** What {@link #encode} produces and {@link #decode} takes; always the same for one codec. */
    Form form();

    /**
     * The message as bytes; valid UTF-8 where the form is {@link Form#TEXT}.
     *
     * @throws CodecException if the message cannot be encoded
     */
    byte[] encode(T message);

    /**
     * The message that these bytes are.
     *
     * @throws CodecException if they are none; the stream is then ended with code 1007
     */
    T decode(byte[] bytes);

    /**
     * The media type of an encoded message, for {@link AsyncApi} alone: it never travels. {@code text/plain} or
     * {@code application/octet-stream} by the form, if not overridden.
     */
    default String contentType() {
        return form() == Form.TEXT ? "text/plain" : "application/octet-stream";
    }

    /**
     * The JSON Schema (draft 7) of an encoded message, for {@link AsyncApi} alone: maps, lists, strings, numbers and
     * booleans, written in the order of the maps. It may have {@code definitions}, which it and they refer to by
     * {@code {"$ref": "#/definitions/Name"}}. Empty where nothing is known of the message, as if not overridden.
     */
    default Map<String, Object> schema() {
        return Map.of();
    }

    /** Strings as they are, in UTF-8. A string with an unpaired surrogate is refused, not mended. */
    static Codec<String> text() {
        return TextCodec.PLAIN;
    }

    /**
     * Messages that have a text form.
     *
     * @param <T> the message
     * @param format makes the text of a message
     * @param parse makes the message of a text; what it throws is wrapped in a {@link CodecException}
     */
    static <T> Codec<T> text(Function<T, String> format, Function<String, T> parse) {
        return new TextCodec<>(format, parse);
    }

    /** Byte arrays as they are. Do not change an array after sending it. */
    static Codec<byte[]> bytes() {
        return BytesCodec.INSTANCE;
    }
}
