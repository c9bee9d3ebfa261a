package dev.sluice.internal.jackson;

import java.lang.annotation.Annotation;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.AnnotationIntrospector;
import tools.jackson.databind.BeanProperty;
import tools.jackson.databind.JavaType;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.ValueSerializer;
import tools.jackson.databind.introspect.AnnotatedMember;
import tools.jackson.databind.jsonFormatVisitors.JsonFormatVisitable;
import tools.jackson.databind.jsonFormatVisitors.JsonFormatVisitorWrapper;
import tools.jackson.databind.jsonFormatVisitors.JsonObjectFormatVisitor;
import tools.jackson.databind.ser.BeanPropertyWriter;

/** Told by a serializer which properties it writes of an object. */
final class ObjectVisitor extends JsonObjectFormatVisitor.Base {

    private final Types types;
    private final SerializationContext context;
    private final AnnotationIntrospector annotations;
    private final JavaType type;
    private final boolean filtered;
    private final Map<String, Object> properties = new LinkedHashMap<>();
    private final List<String> required = new ArrayList<>();

    ObjectVisitor(Types types, SerializationContext context, JavaType type, @Nullable Tag tag) {
        super(context);
        this.types = types;
        this.context = context;
        this.annotations = context.getAnnotationIntrospector();
        this.type = type;
        this.filtered = annotations.findFilterId(context.getConfig(), context.introspectClassAnnotations(type)) != null;
        if (tag != null) {
            properties.put(tag.property(), Types.members("type", "string", "const", tag.value()));
            required.add(tag.property());
        }
    }

    void visit(ValueSerializer<?> serializer) {
        serializer.acceptJsonFormatVisitor(new JsonFormatVisitorWrapper.Base(context) {
            @Override
            public JsonObjectFormatVisitor expectObjectFormat(JavaType ignored) {
                return ObjectVisitor.this;
            }
        }, type);
    }

    Map<String, Object> schema() {
        Map<String, Object> schema = Types.members("type", "object", "properties", properties);
        if (!required.isEmpty()) {
            schema.put("required", required);
        }
        return schema;
    }

    @Override
    public void property(BeanProperty property) {
        optionalProperty(property);
    }

    @Override
    public void optionalProperty(BeanProperty property) {
        boolean nullable = isNullable(property);
        Map<String, Object> schema = value(property);
        properties.put(property.getName(),
                nullable && !property.getType().isReferenceType() ? Types.orNull(schema) : schema);
        if (!nullable && !filtered && isOwn(property) && Written.always(property)) {
            required.add(property.getName());
        }
    }

    @Override
    public void property(String name, JsonFormatVisitable handler, JavaType hint) {
        properties.put(name, Map.of());
    }

    @Override
    public void optionalProperty(String name, JsonFormatVisitable handler, JavaType hint) {
        properties.put(name, Map.of());
    }

    private Map<String, Object> value(BeanProperty property) {
        if (!(property instanceof BeanPropertyWriter writer)
                || annotations.findPolymorphicTypeInfo(context.getConfig(), property.getMember()) != null) {
            return Map.of();
        }
        ValueSerializer<?> serializer = writer.getSerializer() != null
                ? writer.getSerializer()
                : context.findPrimaryPropertySerializer(property.getType(), property);
        return types.describe(serializer, property.getType(), property);
    }

    /** Whether the property is there even if an object is missing whose properties are written as those of this one. */
    private boolean isOwn(BeanProperty property) {
        AnnotatedMember member = property.getMember();
        return member != null && member.getDeclaringClass().isAssignableFrom(type.getRawClass());
    }

    /** Whether null is a value of the property by what its type says; all others are taken not to be null. */
    private static boolean isNullable(BeanProperty property) {
        AnnotatedMember member = property.getMember();
        return property.getType().isReferenceType() || (member != null && annotations(member)
                .anyMatch(annotation -> annotation.annotationType().getSimpleName().equals("Nullable")));
    }

    private static Stream<Annotation> annotations(AnnotatedMember member) {
        AnnotatedElement valueType = switch (member.getMember()) {
            case Method method -> method.getAnnotatedReturnType();
            case Field field -> field.getAnnotatedType();
            default -> member.getRawType();
        };
        Stream<Annotation> own = member.getMember() instanceof AnnotatedElement element
                ? Stream.of(element.getAnnotations())
                : Stream.empty();
        return Stream.concat(own, Stream.of(valueType.getAnnotations()));
    }

    /** Reads what Jackson has decided about a property and keeps to itself. */
    private static final class Written extends BeanPropertyWriter {

        private static final long serialVersionUID = 1;

        private Written(BeanPropertyWriter of) {
            super(of);
        }

        static boolean always(BeanProperty property) {
            return property instanceof BeanPropertyWriter writer
                    && writer.getClass().getName().startsWith("tools.jackson.") && new Written(writer).isNeverLeftOut();
        }

        private boolean isNeverLeftOut() {
            return !_suppressNulls && _suppressableValue == null;
        }
    }
}
