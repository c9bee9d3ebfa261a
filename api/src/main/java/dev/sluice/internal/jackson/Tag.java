package dev.sluice.internal.jackson;

import java.util.Collection;
import java.util.List;

import com.fasterxml.jackson.annotation.JsonTypeInfo;
import tools.jackson.databind.JavaType;
import tools.jackson.databind.SerializationConfig;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.jsontype.NamedType;
import tools.jackson.databind.jsontype.TypeSerializer;

/**
 * The property that says which subtype an object is ({@code @JsonTypeInfo}).
 *
 * @param property its name
 * @param value its value
 */
record Tag(String property, String value) {

    /** Whether objects say what they are by a property that Jackson adds. */
    static boolean isProperty(TypeSerializer tag) {
        return tag.getTypeInclusion() == JsonTypeInfo.As.PROPERTY && tag.getPropertyName() != null;
    }

    /** What objects of this class say. */
    static Tag of(SerializationContext context, TypeSerializer tag, JavaType type) {
        return new Tag(tag.getPropertyName(),
                tag.getTypeIdResolver().idFromValueAndType(context, null, type.getRawClass()));
    }

    /** All subtypes that have objects; none, if some of them may not be known. */
    static List<JavaType> members(SerializationContext context, JavaType type) {
        SerializationConfig config = context.getConfig();
        Collection<NamedType> known = config.getSubtypeResolver().collectAndResolveSubtypesByClass(config,
                context.introspectClassAnnotations(type));
        List<JavaType> members = known.stream().map(NamedType::getType).map(config::constructType)
                .filter(member -> !member.isAbstract()).distinct().toList();
        return members.stream().allMatch(JavaType::isFinal) ? members : List.of();
    }
}
