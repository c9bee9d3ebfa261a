package dev.sluice.internal.jackson;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.MonthDay;
import java.time.OffsetDateTime;
import java.time.OffsetTime;
import java.time.Period;
import java.time.Year;
import java.time.YearMonth;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.Date;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;

import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.annotation.JsonIdentityInfo;
import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonRawValue;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.annotation.JsonTypeName;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import com.fasterxml.jackson.annotation.JsonValue;
import com.fasterxml.jackson.annotation.ObjectIdGenerators;
import dev.sluice.JsonCodec;
import dev.sluice.fixtures.JsonSchemaJudge;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.EnumNamingStrategies;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.annotation.EnumNaming;
import tools.jackson.databind.annotation.JsonSerialize;
import tools.jackson.databind.cfg.DateTimeFeature;
import tools.jackson.databind.cfg.EnumFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.ser.std.StdScalarSerializer;

@DisplayName("The schema of what Jackson writes")
class JsonSchemasTest {

    private static final JsonMapper PLAIN = JsonMapper.shared();

    /** The schema, which must be one that what is written of the message matches. */
    @SuppressWarnings("unchecked")
    private static <T> Map<String, Object> schema(JsonMapper mapper, T message) {
        JsonCodec<T> codec = (JsonCodec<T>) JsonCodec.of(mapper, message.getClass());
        String written = new String(codec.encode(message), StandardCharsets.UTF_8);
        assertThat(JsonSchemaJudge.of(codec.schema()).faults(written)).as(written + " by " + codec.schema()).isEmpty();
        return codec.schema();
    }

    private static Object property(Map<String, Object> schema, String type, String name) {
        Map<?, ?> definitions = (Map<?, ?>) schema.get("definitions");
        return ((Map<?, ?>) ((Map<?, ?>) definitions.get(type)).get("properties")).get(name);
    }

    @SuppressWarnings("unchecked")
    private static @Nullable List<String> required(Map<String, Object> schema, String type) {
        return (List<String>) ((Map<?, ?>) ((Map<?, ?>) schema.get("definitions")).get(type)).get("required");
    }

    private static JsonMapper mapper(UnaryOperator<JsonMapper.Builder> change) {
        return change.apply(JsonMapper.builder()).build();
    }

    enum Colour {
        RED, @JsonProperty("very-blue")
        BLUE;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    @EnumNaming(EnumNamingStrategies.KebabCaseStrategy.class)
    enum Named {
        ONE_TWO
    }

    @JsonFormat(shape = JsonFormat.Shape.NUMBER)
    enum Numbered {
        ZERO
    }

    record Plain(int number, long big, double real, boolean yes, char letter, String text, BigDecimal exact,
            Colour colour,
            Named named, Numbered numbered) {}

    private static final Plain PLAIN_MESSAGE = new Plain(1, 2, 0.5, true, 'c', "text", new BigDecimal("1.25"),
            Colour.BLUE,
            Named.ONE_TWO, Numbered.ZERO);

    @Test
    void simpleValues() {
        Map<String, Object> schema = schema(PLAIN, PLAIN_MESSAGE);
        assertThat(schema.get("$ref")).isEqualTo("#/definitions/Plain");
        assertThat(property(schema, "Plain", "number")).isEqualTo(Map.of("type", "integer"));
        assertThat(property(schema, "Plain", "real")).isEqualTo(Map.of("type", "number"));
        assertThat(property(schema, "Plain", "exact")).isEqualTo(Map.of("type", "number"));
        assertThat(property(schema, "Plain", "yes")).isEqualTo(Map.of("type", "boolean"));
        assertThat(property(schema, "Plain", "text")).isEqualTo(Map.of("type", "string"));
        assertThat(property(schema, "Plain", "numbered")).isEqualTo(Map.of("type", "integer"));
        assertThat(required(schema, "Plain")).hasSize(10);
    }

    @Test
    void enumsByTheFeaturesOfTheMapper() {
        for (boolean byToString : new boolean[]{true, false}) {
            JsonMapper mapper = mapper(m -> m.configure(EnumFeature.WRITE_ENUMS_USING_TO_STRING, byToString));
            for (Colour colour : Colour.values()) {
                Map<String, Object> schema = schema(mapper, colour);
                assertThat((List<?>) schema.get("enum")).hasSize(2);
            }
            schema(mapper, PLAIN_MESSAGE);
        }
        schema(mapper(m -> m.enable(EnumFeature.WRITE_ENUMS_USING_INDEX)), PLAIN_MESSAGE);
        assertThat(schema(PLAIN, Named.ONE_TWO).get("enum")).isEqualTo(List.of("one-two"));
    }

    @Test
    void namesByTheStrategyOfTheMapper() {
        record Camel(String someName, @JsonProperty("other") String renamed, @JsonIgnore String hidden) {}
        Map<String, Object> schema = schema(
                mapper(m -> m.propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)), new Camel("a", "b", "c"));
        assertThat(required(schema, "Camel")).isEqualTo(List.of("some_name", "other"));
    }

    record Times(Instant instant, OffsetDateTime offset, ZonedDateTime zoned, LocalDate day, LocalDateTime local,
            LocalTime time, OffsetTime offsetTime, Duration duration, Period period, Year year, YearMonth month,
            MonthDay monthDay, DayOfWeek weekday, ZoneId zone, Date date,
            @JsonFormat(pattern = "dd.MM.yyyy") LocalDate german, List<LocalDate> days) {}

    private static final OffsetDateTime NOW = OffsetDateTime.parse("2026-11-24T10:00:00+01:00");

    private static final Times TIMES = new Times(NOW.toInstant(), NOW,
            NOW.atZoneSameInstant(ZoneId.of("Europe/Berlin")),
            NOW.toLocalDate(), NOW.toLocalDateTime(), NOW.toLocalTime(), NOW.toOffsetTime(), Duration.ofMillis(1_500),
            Period.ofDays(2), Year.of(2026), YearMonth.of(2026, 11), MonthDay.of(11, 24), DayOfWeek.MONDAY,
            ZoneId.of("Europe/Berlin"), Date.from(NOW.toInstant()), NOW.toLocalDate(), List.of(NOW.toLocalDate()));

    @Test
    void timesAsText() {
        Map<String, Object> schema = schema(PLAIN, TIMES);
        assertThat(property(schema, "Times", "instant")).isEqualTo(Map.of("type", "string", "format", "date-time"));
        assertThat(property(schema, "Times", "day")).isEqualTo(Map.of("type", "string", "format", "date"));
        assertThat(property(schema, "Times", "local")).isEqualTo(Map.of("type", "string"));
        assertThat(property(schema, "Times", "german")).isEqualTo(Map.of("type", "string"));
        assertThat(property(schema, "Times", "days"))
                .isEqualTo(Map.of("type", "array", "items", Map.of("type", "string", "format", "date")));
    }

    @Test
    void timesAsNumbers() {
        schema(mapper(m -> m.enable(DateTimeFeature.WRITE_DATES_AS_TIMESTAMPS)), TIMES);
        schema(mapper(m -> m.enable(DateTimeFeature.WRITE_DATES_AS_TIMESTAMPS,
                DateTimeFeature.WRITE_DURATIONS_AS_TIMESTAMPS)
                .disable(DateTimeFeature.WRITE_DATE_TIMESTAMPS_AS_NANOSECONDS)), TIMES);
        schema(mapper(m -> m.enable(DateTimeFeature.WRITE_DATES_WITH_ZONE_ID)), TIMES);
    }

    @Test
    void timesInAFormatOfTheMapper() {
        JsonMapper mapper = mapper(m -> m.withConfigOverride(LocalDate.class,
                o -> o.setFormat(JsonFormat.Value.forPattern("dd.MM.yyyy"))));
        schema(mapper, TIMES);
        assertThat(schema(mapper, TIMES.day())).isEqualTo(Map.of("type", "string"));
    }

    @SuppressWarnings("ArrayRecordComponent")
    record Odd(UUID id, URI uri, byte[] bytes, char[] chars, ByteBuffer buffer, Locale locale, AtomicInteger counter,
            Class<?> type, @JsonRawValue String raw, Object any, Number number, CharSequence text, int[] ints,
            String[] strings, float[] floats, boolean[] flags, short[] shorts, Comparable<String> comparable,
            Map.Entry<String, Integer> entry, TimeUnit unit) {}

    @Test
    void oddValues() {
        Map<String, Object> schema = schema(PLAIN,
                new Odd(UUID.randomUUID(), URI.create("a:b"), new byte[]{1}, new char[]{'c'},
                        ByteBuffer.wrap(new byte[]{1}), Locale.GERMANY, new AtomicInteger(), String.class, "{\"a\":1}",
                        List.of(1), 1.5,
                        "text", new int[]{1}, new String[]{"s"}, new float[]{1}, new boolean[]{true}, new short[]{1},
                        "text",
                        Map.entry("a", 1), TimeUnit.DAYS));
        assertThat(property(schema, "Odd", "id")).isEqualTo(Map.of("type", "string", "format", "uuid"));
        assertThat(property(schema, "Odd", "any")).isEqualTo(Map.of());
        assertThat(property(schema, "Odd", "raw")).isEqualTo(Map.of());
        assertThat(property(schema, "Odd", "comparable")).isEqualTo(Map.of());
        assertThat(property(schema, "Odd", "ints"))
                .isEqualTo(Map.of("type", "array", "items", Map.of("type", "integer")));
    }

    record Inner(String text) {}

    @SuppressWarnings("ArrayRecordComponent")
    record Containers(List<Inner> list, Set<Integer> set, Map<String, Inner> map, List<List<String>> nested,
            EnumSet<Colour> colours, EnumMap<Colour, Inner> byColour, Inner[] array, List<?> unknown,
            Map<Integer, ?> wild,
            List<Optional<Inner>> perhaps) {}

    @Test
    void containers() {
        Inner inner = new Inner("text");
        Map<String, Object> schema = schema(PLAIN, new Containers(List.of(inner), Set.of(1), Map.of("a", inner),
                List.of(List.of("a")), EnumSet.of(Colour.RED), new EnumMap<>(Map.of(Colour.RED, inner)),
                new Inner[]{inner},
                List.of(1, "a"), Map.of(1, List.of()), List.of(Optional.empty(), Optional.of(inner))));
        Map<String, Object> reference = Map.of("$ref", "#/definitions/Inner");
        assertThat(property(schema, "Containers", "list")).isEqualTo(Map.of("type", "array", "items", reference));
        assertThat(property(schema, "Containers", "map"))
                .isEqualTo(Map.of("type", "object", "additionalProperties", reference));
        assertThat(property(schema, "Containers", "array")).isEqualTo(Map.of("type", "array", "items", reference));
        assertThat(property(schema, "Containers", "unknown")).isEqualTo(Map.of("type", "array", "items", Map.of()));
        assertThat(property(schema, "Containers", "perhaps")).isEqualTo(Map.of("type", "array", "items",
                Map.of("anyOf", List.of(reference, Map.of("type", "null")))));
    }

    record Nullables(Optional<String> perhaps, OptionalInt number, @Nullable String nullable, String sure,
            @JsonInclude(JsonInclude.Include.NON_EMPTY) List<String> unlessEmpty) {}

    @Test
    void nullIsAValueOfWhatSaysSo() {
        Map<String, Object> schema = schema(PLAIN,
                new Nullables(Optional.empty(), OptionalInt.empty(), null, "sure", List.of()));
        schema(PLAIN, new Nullables(Optional.of("a"), OptionalInt.of(1), "b", "sure", List.of("x")));
        Map<String, Object> perhaps = Map.of("anyOf", List.of(Map.of("type", "string"), Map.of("type", "null")));
        assertThat(property(schema, "Nullables", "perhaps")).isEqualTo(perhaps);
        assertThat(property(schema, "Nullables", "nullable")).isEqualTo(perhaps);
        assertThat(required(schema, "Nullables")).contains("sure").doesNotContain("perhaps", "nullable",
                "unlessEmpty");
    }

    @Test
    void nothingIsRequiredWhereTheMapperLeavesOutWhatIsEmpty() {
        JsonMapper mapper = mapper(m -> m.changeDefaultPropertyInclusion(
                ignored -> JsonInclude.Value.construct(JsonInclude.Include.NON_EMPTY, JsonInclude.Include.NON_EMPTY)));
        Map<String, Object> schema = schema(mapper, new Inner(""));
        assertThat(required(schema, "Inner")).isNull();
    }

    record Node(String name, List<Node> children, Optional<Node> next) {}

    record Ignoring(String name, @JsonIgnoreProperties("name") List<Ignoring> less) {}

    @Test
    void typesThatContainThemselves() {
        Node leaf = new Node("leaf", List.of(), Optional.empty());
        Map<String, Object> schema = schema(PLAIN, new Node("root", List.of(leaf), Optional.of(leaf)));
        assertThat(property(schema, "Node", "children"))
                .isEqualTo(Map.of("type", "array", "items", Map.of("$ref", "#/definitions/Node")));
        schema(PLAIN, new Ignoring("a", List.of(new Ignoring("b", List.of()))));
    }

    @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
    sealed interface Event {

        @JsonTypeName("joined")
        record Joined(String who) implements Event {}

        @JsonTypeName("left")
        record Left(String who, Optional<Event> because) implements Event {}
    }

    record Log(List<Event> events, Event.Joined first) {}

    @Test
    void sealedTypesByTheirNames() {
        Event.Joined joined = new Event.Joined("ann");
        Map<String, Object> schema = schema(PLAIN,
                new Log(List.of(joined, new Event.Left("ben", Optional.of(joined))), joined));
        assertThat(property(schema, "Joined", "kind")).isEqualTo(Map.of("type", "string", "const", "joined"));
        assertThat(required(schema, "Joined")).isEqualTo(List.of("kind", "who"));
        assertThat((List<?>) ((Map<?, ?>) ((Map<?, ?>) schema.get("definitions")).get("Event")).get("oneOf"))
                .hasSize(2);
        Map<String, Object> root = JsonCodec.of(Event.class).schema();
        JsonSchemaJudge judge = JsonSchemaJudge.of(root);
        assertThat(judge.faults("{\"kind\":\"joined\",\"who\":\"ann\"}")).isEmpty();
        assertThat(judge.faults(new String(JsonCodec.of(Event.class).encode(joined),
                StandardCharsets.UTF_8))).isEmpty();
        assertThat(judge.faults("{\"kind\":\"other\",\"who\":\"ann\"}")).isNotEmpty();
    }

    @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, include = JsonTypeInfo.As.WRAPPER_OBJECT)
    @JsonSubTypes(@JsonSubTypes.Type(value = Circle.class, name = "circle"))
    interface Shape {}

    record Circle(int radius) implements Shape {}

    record Drawing(Shape shape, @JsonTypeInfo(use = JsonTypeInfo.Id.CLASS) Inner inner) {}

    @Test
    void otherWaysToTellTheSubtypeAreNotTold() {
        Map<String, Object> schema = schema(PLAIN, new Drawing(new Circle(1), new Inner("a")));
        assertThat(property(schema, "Drawing", "shape")).isEqualTo(Map.of());
        assertThat(property(schema, "Drawing", "inner")).isEqualTo(Map.of());
    }

    record Symbol(@JsonValue String name) {}

    @JsonFormat(shape = JsonFormat.Shape.ARRAY)
    record Point(int x, int y) {}

    record Flat(@JsonUnwrapped Inner inner, @JsonUnwrapped(prefix = "perhaps-") Optional<Inner> perhaps, Symbol symbol,
            Point point,
            @JsonFormat(shape = JsonFormat.Shape.STRING) int number,
            @JsonSerialize(using = Odder.class) int odd) {}

    @JsonIdentityInfo(generator = ObjectIdGenerators.IntSequenceGenerator.class)
    record Known(String name) {}

    record Twice(Known first, Known second) {}

    static final class Odder extends StdScalarSerializer<Integer> {
        Odder() {
            super(Integer.class);
        }

        @Override
        public void serialize(Integer value, JsonGenerator generator, SerializationContext context) {
            generator.writeBoolean(value > 0);
        }
    }

    @Test
    void valuesInAnotherShape() {
        Map<String, Object> schema = schema(PLAIN,
                new Flat(new Inner("a"), Optional.empty(), new Symbol("b"), new Point(1, 2), 3, 4));
        assertThat(property(schema, "Flat", "number")).isEqualTo(Map.of("type", "string"));
        assertThat(property(schema, "Flat", "symbol")).isEqualTo(Map.of("type", "string"));
        assertThat(property(schema, "Flat", "point")).isEqualTo(Map.of());
        assertThat(property(schema, "Flat", "odd")).isEqualTo(Map.of());
        assertThat(property(schema, "Flat", "perhaps-text")).isEqualTo(Map.of("type", "string"));
        Known known = new Known("a");
        schema(PLAIN, new Twice(known, known));
    }

    @Test
    void aWrappedRootIsNotTold() {
        assertThat(schema(mapper(m -> m.enable(SerializationFeature.WRAP_ROOT_VALUE)), new Inner("a"))).isEmpty();
    }
}
