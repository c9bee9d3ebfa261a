package dev.sluice.internal.jackson;

import java.nio.ByteBuffer;
import java.time.MonthDay;
import java.time.OffsetTime;
import java.util.Set;

import tools.jackson.databind.JavaType;
import tools.jackson.databind.ValueSerializer;
import tools.jackson.databind.jsonFormatVisitors.JsonFormatVisitorWrapper;
import tools.jackson.databind.ser.bean.BeanAsArraySerializer;
import tools.jackson.databind.ser.bean.BeanSerializerBase;
import tools.jackson.databind.ser.bean.UnrolledBeanAsArraySerializer;
import tools.jackson.databind.ser.jackson.RawSerializer;
import tools.jackson.databind.ser.std.StdScalarSerializer;

/** Which serializers write what they tell. */
final class Trust {

    /** Jackson tells arrays, or arrays of numbers, and may write strings, or strings in them. */
    private static final Set<Class<?>> TOLD_WRONG = Set.of(byte[].class, char[].class, ByteBuffer.class,
            MonthDay.class, OffsetTime.class);

    private Trust() {}

    static boolean in(ValueSerializer<?> serializer, JavaType type) {
        return !serializer.usesObjectId() && !isObjectAsArray(serializer) && !(serializer instanceof RawSerializer)
                && !TOLD_WRONG.contains(type.getRawClass()) && tellsItself(serializer);
    }

    private static boolean isObjectAsArray(ValueSerializer<?> serializer) {
        return serializer instanceof BeanAsArraySerializer || serializer instanceof UnrolledBeanAsArraySerializer;
    }

    /** An application's serializer may write anything; the base class tells a string for it. */
    private static boolean tellsItself(ValueSerializer<?> serializer) {
        if (serializer instanceof BeanSerializerBase || serializer.getClass().getName().startsWith("tools.jackson.")) {
            return true;
        }
        try {
            return serializer.getClass()
                    .getMethod("acceptJsonFormatVisitor", JsonFormatVisitorWrapper.class, JavaType.class)
                    .getDeclaringClass() != StdScalarSerializer.class;
        } catch (NoSuchMethodException e) {
            throw new LinkageError("another Jackson than the one this was compiled with", e);
        }
    }
}
