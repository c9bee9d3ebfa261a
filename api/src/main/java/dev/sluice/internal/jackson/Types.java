package dev.sluice.internal.jackson;

import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.BeanProperty;
import tools.jackson.databind.JavaType;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.ValueSerializer;
import tools.jackson.databind.jsontype.TypeSerializer;
import tools.jackson.databind.ser.bean.BeanSerializerBase;

/**
 * Describes types by the serializers that write them. Objects become definitions, by which they may refer to themselves.
 * What a serializer does not tell for sure is the empty schema.
 */
final class Types {

    private static final Map<String, Object> ANYTHING = Map.of();
    private static final Set<Class<?>> WRITTEN_AS_NULL_WHEN_EMPTY = Set.of(OptionalInt.class, OptionalLong.class,
            OptionalDouble.class);

    private final SerializationContext context;
    private final Map<String, Object> definitions = new LinkedHashMap<>();
    private final IdentityHashMap<ValueSerializer<?>, String> names = new IdentityHashMap<>();
    private final Map<JavaType, Map<String, Object>> families = new HashMap<>();
    private final Set<JavaType> open = new HashSet<>();

    Types(SerializationContext context) {
        this.context = context;
    }

    Map<String, Object> definitions() {
        return definitions;
    }

    /** What is written of a value of this type. */
    Map<String, Object> describe(JavaType type) {
        return describe(context.findPrimaryPropertySerializer(type, null), type, null);
    }

    /** What this serializer writes of a value of this type, as the value of a property or within it. */
    Map<String, Object> describe(ValueSerializer<?> serializer, JavaType type, @Nullable BeanProperty property) {
        if (type.isJavaLangObject() || !Trust.in(serializer, type)) {
            return ANYTHING;
        }
        TypeSerializer tag = context.findTypeSerializer(type);
        if (tag != null) {
            return tagged(serializer, type, tag);
        }
        if (serializer instanceof BeanSerializerBase) {
            return type.isAbstract() ? ANYTHING : defined(serializer, type, null);
        }
        return inline(serializer, type, property);
    }

    private Map<String, Object> inline(ValueSerializer<?> serializer, JavaType type, @Nullable BeanProperty property) {
        if (!open.add(type)) {
            return ANYTHING;
        }
        try {
            ValueVisitor visitor = new ValueVisitor(this, context, property);
            serializer.acceptJsonFormatVisitor(visitor, type);
            if (type.isReferenceType()) {
                return orNull(visitor.schema().isEmpty() ? referred(type, property) : visitor.schema());
            }
            return WRITTEN_AS_NULL_WHEN_EMPTY.contains(type.getRawClass())
                    ? orNull(visitor.schema())
                    : visitor.schema();
        } finally {
            open.remove(type);
        }
    }

    /** What an {@code Optional} has inside, where its serializer hands the question on to that of an object. */
    private Map<String, Object> referred(JavaType type, @Nullable BeanProperty property) {
        boolean special = property != null && property.getMember() != null && context.getAnnotationIntrospector()
                .findContentSerializer(context.getConfig(), property.getMember()) != null;
        JavaType inside = type.getReferencedType();
        return special
                ? ANYTHING
                : describe(context.findPrimaryPropertySerializer(inside, property), inside, property);
    }

    /** A schema that null matches too. */
    static Map<String, Object> orNull(Map<String, Object> schema) {
        return schema.isEmpty() ? schema : Map.of("anyOf", List.of(schema, Map.of("type", "null")));
    }

    /** The schema of an object, by reference. */
    private Map<String, Object> defined(ValueSerializer<?> serializer, JavaType type, @Nullable Tag tag) {
        String known = names.get(serializer);
        if (known != null) {
            return reference(known);
        }
        // A property may change how its value is written. Then the type has a further serializer at each turn.
        if (!open.add(type)) {
            return ANYTHING;
        }
        try {
            String name = unusedName(type.getRawClass().getSimpleName());
            names.put(serializer, name);
            definitions.put(name, ANYTHING);
            ObjectVisitor visitor = new ObjectVisitor(this, context, type, tag);
            visitor.visit(serializer);
            definitions.put(name, visitor.schema());
            return reference(name);
        } finally {
            open.remove(type);
        }
    }

    /** The schema of a type whose values say which subtype they are. */
    private Map<String, Object> tagged(ValueSerializer<?> serializer, JavaType type, TypeSerializer tag) {
        if (!Tag.isProperty(tag)) {
            return ANYTHING;
        }
        if (type.isFinal()) {
            return serializer instanceof BeanSerializerBase
                    ? defined(serializer, type, Tag.of(context, tag, type))
                    : ANYTHING;
        }
        Map<String, Object> known = families.get(type);
        return known != null ? known : family(type, tag);
    }

    private Map<String, Object> family(JavaType type, TypeSerializer tag) {
        List<JavaType> members = Tag.members(context, type);
        if (members.isEmpty() || !open.add(type)) {
            return ANYTHING;
        }
        try {
            String name = unusedName(type.getRawClass().getSimpleName());
            families.put(type, reference(name));
            definitions.put(name, ANYTHING);
            List<Map<String, Object>> schemas = members.stream().map(member -> member(member, tag)).toList();
            if (schemas.stream().noneMatch(Map::isEmpty)) {
                definitions.put(name, Map.of("oneOf", schemas));
            }
            return reference(name);
        } finally {
            open.remove(type);
        }
    }

    private Map<String, Object> member(JavaType member, TypeSerializer tag) {
        ValueSerializer<Object> serializer = context.findPrimaryPropertySerializer(member, null);
        return serializer instanceof BeanSerializerBase && Trust.in(serializer, member)
                ? defined(serializer, member, Tag.of(context, tag, member))
                : ANYTHING;
    }

    private String unusedName(String simple) {
        String unused = simple;
        for (int number = 2; definitions.containsKey(unused); number++) {
            unused = simple + "_" + number;
        }
        return unused;
    }

    static Map<String, Object> members(String name, Object value, String further, Object itsValue) {
        Map<String, Object> members = new LinkedHashMap<>();
        members.put(name, value);
        members.put(further, itsValue);
        return members;
    }

    private static Map<String, Object> reference(String name) {
        return Map.of("$ref", "#/definitions/" + name);
    }
}
