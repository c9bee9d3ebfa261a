package dev.sluice.internal.jackson;

import java.util.LinkedHashMap;
import java.util.Map;

import tools.jackson.core.JacksonException;
import tools.jackson.databind.JavaType;
import tools.jackson.databind.ObjectWriter;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.jsonFormatVisitors.JsonFormatVisitorWrapper;

/** JSON Schemas (draft 7) of what Jackson writes, as its own serializers tell it. */
public final class JsonSchemas {

    private JsonSchemas() {}

    /** The schema of what this writer makes of a type; empty where Jackson cannot tell. */
    public static Map<String, Object> of(ObjectWriter writer, Class<?> type) {
        if (writer.isEnabled(SerializationFeature.WRAP_ROOT_VALUE)) {
            return Map.of();
        }
        JavaType root = writer.getConfig().constructType(type);
        try {
            Types types = new Types(context(writer, root));
            Map<String, Object> schema = new LinkedHashMap<>(types.describe(root));
            if (!types.definitions().isEmpty()) {
                schema.put("definitions", types.definitions());
            }
            return schema;
        } catch (JacksonException e) {
            return Map.of();
        }
    }

    /** Jackson gives a context to visitors alone. */
    private static SerializationContext context(ObjectWriter writer, JavaType root) {
        JsonFormatVisitorWrapper.Base visitor = new JsonFormatVisitorWrapper.Base();
        writer.acceptJsonFormatVisitor(root, visitor);
        return visitor.getContext();
    }
}
