package dev.sluice.internal.jackson;

import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

import com.fasterxml.jackson.annotation.JsonFormat;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.BeanProperty;
import tools.jackson.databind.JavaType;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.ValueSerializer;
import tools.jackson.databind.jsonFormatVisitors.JsonArrayFormatVisitor;
import tools.jackson.databind.jsonFormatVisitors.JsonBooleanFormatVisitor;
import tools.jackson.databind.jsonFormatVisitors.JsonFormatTypes;
import tools.jackson.databind.jsonFormatVisitors.JsonFormatVisitable;
import tools.jackson.databind.jsonFormatVisitors.JsonFormatVisitorWrapper;
import tools.jackson.databind.jsonFormatVisitors.JsonIntegerFormatVisitor;
import tools.jackson.databind.jsonFormatVisitors.JsonMapFormatVisitor;
import tools.jackson.databind.jsonFormatVisitors.JsonNumberFormatVisitor;
import tools.jackson.databind.jsonFormatVisitors.JsonStringFormatVisitor;
import tools.jackson.databind.jsonFormatVisitors.JsonValueFormat;

/** Told by a serializer what it writes, when that is no object with properties. */
final class ValueVisitor extends JsonFormatVisitorWrapper.Base {

    /** Where the usual text is a format of JSON Schema: times without an offset and fractions of a second are not. */
    private static final Map<Class<?>, String> FORMATS = Map.of(Instant.class, "date-time", OffsetDateTime.class,
            "date-time", LocalDate.class, "date", UUID.class, "uuid");

    private final Types types;
    private final @Nullable BeanProperty property;
    private Map<String, Object> schema = Map.of();

    ValueVisitor(Types types, SerializationContext context, @Nullable BeanProperty property) {
        super(context);
        this.types = types;
        this.property = property;
    }

    Map<String, Object> schema() {
        return schema;
    }

    @Override
    public JsonStringFormatVisitor expectStringFormat(JavaType type) {
        schema = Map.of("type", "string");
        return new JsonStringFormatVisitor.Base() {
            @Override
            public void format(JsonValueFormat format) {
                String known = FORMATS.get(type.getRawClass());
                if (known != null && isUsual(type)) {
                    schema = Types.members("type", "string", "format", known);
                }
            }

            @Override
            public void enumTypes(Set<String> values) {
                schema = Types.members("type", "string", "enum", List.copyOf(values));
            }
        };
    }

    /** Whether nobody has asked for another text than the usual one. */
    private boolean isUsual(JavaType type) {
        JsonFormat.Value asked = property == null
                ? _context.getConfig().getDefaultPropertyFormat(type.getRawClass())
                : property.findPropertyFormat(_context.getConfig(), type.getRawClass());
        return asked == null || !asked.hasPattern();
    }

    @Override
    public JsonNumberFormatVisitor expectNumberFormat(JavaType type) {
        schema = Map.of("type", "number");
        return new JsonNumberFormatVisitor.Base();
    }

    @Override
    public JsonIntegerFormatVisitor expectIntegerFormat(JavaType type) {
        schema = Map.of("type", "integer");
        return new JsonIntegerFormatVisitor.Base();
    }

    @Override
    public JsonBooleanFormatVisitor expectBooleanFormat(JavaType type) {
        schema = Map.of("type", "boolean");
        return new JsonBooleanFormatVisitor.Base();
    }

    @Override
    public JsonArrayFormatVisitor expectArrayFormat(JavaType type) {
        schema = Map.of("type", "array");
        return new JsonArrayFormatVisitor.Base(_context) {
            @Override
            public void itemsFormat(JsonFormatVisitable handler, JavaType elementType) {
                put("items", within(handler, elementType));
            }

            @Override
            public void itemsFormat(JsonFormatTypes format) {
                if (format != JsonFormatTypes.ANY) {
                    put("items", Map.of("type", format.name().toLowerCase(Locale.ROOT)));
                }
            }

            private void put(String name, Map<String, Object> items) {
                schema = Types.members("type", "array", name, items);
            }
        };
    }

    @Override
    public JsonMapFormatVisitor expectMapFormat(JavaType type) {
        schema = Map.of("type", "object");
        return new JsonMapFormatVisitor.Base(_context) {
            @Override
            public void valueFormat(JsonFormatVisitable handler, JavaType valueType) {
                schema = Types.members("type", "object", "additionalProperties", within(handler, valueType));
            }
        };
    }

    private Map<String, Object> within(JsonFormatVisitable handler, JavaType type) {
        return handler instanceof ValueSerializer<?> serializer && type != null
                ? types.describe(serializer, type, property)
                : Map.of();
    }
}
