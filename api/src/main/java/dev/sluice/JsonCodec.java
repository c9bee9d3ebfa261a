package dev.sluice;

import java.nio.charset.StandardCharsets;
import java.util.Map;

import dev.sluice.internal.jackson.JsonSchemas;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.ObjectReader;
import tools.jackson.databind.ObjectWriter;
import tools.jackson.databind.json.JsonMapper;

/**
 * JSON by Jackson 3, which the application adds as a dependency ({@code tools.jackson.core:jackson-databind}).
 *
 * @param <T> the message
 */
public final class JsonCodec<T> implements Codec<T> {

    private final Class<T> type;
    private final ObjectReader reader;
    private final ObjectWriter writer;

    private JsonCodec(JsonMapper mapper, Class<T> type) {
        this.type = type;
        this.reader = mapper.readerFor(type);
        this.writer = mapper.writerFor(type);
    }

    /**
     * A codec with Jackson's defaults.
     *
     * @param <T> the message
     * @param type a class that Jackson can bind: a record, most often
     */
    public static <T> JsonCodec<T> of(Class<T> type) {
        return new JsonCodec<>(JsonMapper.shared(), type);
    }

    /**
     * A codec with the application's own mapper.
     *
     * @param <T> the message
     * @param mapper how to bind
     * @param type a class that the mapper can bind
     */
    public static <T> JsonCodec<T> of(JsonMapper mapper, Class<T> type) {
        return new JsonCodec<>(mapper, type);
    }

    @Override
    public Form form() {
        return Form.TEXT;
    }

    @Override
    public byte[] encode(T message) {
        try {
            return writer.writeValueAsBytes(message);
        } catch (JacksonException e) {
            throw new CodecException("cannot write " + type.getName() + " as JSON", e);
        }
    }

    @Override
    public T decode(byte[] bytes) {
        T message;
        try {
            // As a string, because Jackson guesses UTF-16 and UTF-32 from bytes and a text message is UTF-8.
            message = reader.readValue(new String(bytes, StandardCharsets.UTF_8));
        } catch (JacksonException e) {
            throw new CodecException("not JSON of " + type.getName(), e);
        }
        if (message == null) {
            throw new CodecException("JSON null where " + type.getName() + " was expected");
        }
        return message;
    }

    @Override
    public String contentType() {
        return "application/json";
    }

    /**
     * What Jackson's serializers tell of what they write: names, inclusion, formats and subtypes are those of the mapper. What
     * they cannot tell is the empty schema, which everything matches. A value is taken not to be null, unless it is an
     * {@code Optional} or its type has an annotation {@code Nullable}; a property is required if it is always written and
     * not null.
     */
    @Override
    public Map<String, Object> schema() {
        return JsonSchemas.of(writer, type);
    }
}
