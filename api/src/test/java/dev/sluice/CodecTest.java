package dev.sluice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

import dev.sluice.Codec.Form;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

@DisplayName("A codec")
class CodecTest {

    record Quote(String symbol, int price) {}

    private static final Codec<Quote> QUOTES = JsonCodec.of(Quote.class);

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a", "é€😀", "\0\r\n", "\ufeffx", "\uffff"})
    void ofTextIsUtf8BothWays(String text) {
        Codec<String> codec = Codec.text();

        assertThat(codec.form()).isEqualTo(Form.TEXT);
        assertThat(codec.encode(text)).isEqualTo(utf8(text));
        assertThat(codec.decode(utf8(text))).isEqualTo(text);
    }

    @ParameterizedTest
    @DisplayName("of text refuses an unpaired surrogate instead of sending a question mark")
    @ValueSource(strings = {"d800", "dfff", "0061d83d", "de00d83d", "d83d0061de00", "d83dde00d83d"})
    void unpairedSurrogates(String utf16) {
        String broken = fromChars(utf16);

        assertThatExceptionOfType(CodecException.class).isThrownBy(() -> Codec.text().encode(broken))
                .withMessageContaining("surrogate");
        assertThatExceptionOfType(CodecException.class)
                .isThrownBy(() -> Codec.<String>text(t -> t, t -> t).encode(broken));
    }

    private static String fromChars(String utf16) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < utf16.length(); i += 4) {
            text.append((char) HexFormat.fromHexDigits(utf16, i, i + 4));
        }
        return text.toString();
    }

    @ParameterizedTest
    @ValueSource(strings = {"ff", "c3", "c080", "eda080", "f4908080", "61e282"})
    void ofTextRefusesWhatIsNotUtf8(String hex) {
        assertThatExceptionOfType(CodecException.class)
                .isThrownBy(() -> Codec.text().decode(HexFormat.of().parseHex(hex))).withMessageContaining("UTF-8");
    }

    @Test
    void ofATextFormWrapsWhatParsingThrows() {
        Codec<Integer> numbers = Codec.text(String::valueOf, Integer::valueOf);

        assertThat(numbers.encode(42)).isEqualTo(utf8("42"));
        assertThat(numbers.decode(utf8("42"))).isEqualTo(42);
        assertThatExceptionOfType(CodecException.class).isThrownBy(() -> numbers.decode(utf8("x")))
                .withCauseInstanceOf(NumberFormatException.class);
    }

    @Test
    void ofBytesPassesThemOnAsTheyAre() {
        byte[] bytes = {0, (byte) 0xff};

        assertThat(Codec.bytes().form()).isEqualTo(Form.BINARY);
        assertThat(Codec.bytes().encode(bytes)).isSameAs(bytes);
        assertThat(Codec.bytes().decode(bytes)).isSameAs(bytes);
    }

    @Test
    void ofJsonBindsRecords() {
        assertThat(QUOTES.form()).isEqualTo(Form.TEXT);
        assertThat(QUOTES.encode(new Quote("é€😀", 5))).isEqualTo(utf8("{\"symbol\":\"é€😀\",\"price\":5}"));
        assertThat(QUOTES.decode(utf8("{\"price\":5,\"symbol\":\"x\"}"))).isEqualTo(new Quote("x", 5));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "{", "x", "[]", "5", "\"x\"", "{\"symbol\":1,}", "{\"price\":\"much\"}",
        "{\"price\":5,\"symbol\":\"x\"} {}", "{\"price\":99999999999}", "null"})
    void ofJsonRefusesWhatIsNoneOfItsType(String json) {
        assertThatExceptionOfType(CodecException.class).isThrownBy(() -> QUOTES.decode(utf8(json)))
                .withMessageContaining(Quote.class.getName());
    }

    @Test
    void ofJsonRefusesADepthThatWouldOverflowTheStack() {
        Codec<List<?>> lists = listCodec();

        assertThatExceptionOfType(CodecException.class)
                .isThrownBy(() -> lists.decode(utf8("[".repeat(100_000) + "]".repeat(100_000))));
    }

    @SuppressWarnings({"unchecked", "rawtypes"})
    private static Codec<List<?>> listCodec() {
        return (Codec) JsonCodec.of(List.class);
    }

    @Test
    @DisplayName("of JSON takes text for UTF-8, however much it looks like UTF-16")
    void jsonIsUtf8() {
        byte[] utf16 = "{\"price\":5,\"symbol\":\"x\"}".getBytes(StandardCharsets.UTF_16BE);

        assertThatExceptionOfType(CodecException.class).isThrownBy(() -> QUOTES.decode(utf16));
    }

    @Test
    void ofJsonRefusesWhatCannotBeWritten() {
        Codec<Object> objects = JsonCodec.of(Object.class);

        List<Object> endless = new ArrayList<>();
        endless.add(endless);

        assertThatExceptionOfType(CodecException.class).isThrownBy(() -> objects.encode(new Broken()))
                .withMessageContaining("JSON");
        assertThatExceptionOfType(CodecException.class).isThrownBy(() -> objects.encode(endless));
    }

    /** A bean that throws when it is read. */
    public static final class Broken {

        private final List<String> values = new ArrayList<>();

        /** The first of no values. */
        public String getValue() {
            return values.get(0);
        }
    }

    @Test
    @DisplayName("of JSON never writes anything but UTF-8, as text on the wire must be")
    void jsonSurrogates() {
        String unpaired = "a" + Character.toString(0xd800);
        byte[] written;
        try {
            written = QUOTES.encode(new Quote(unpaired, 1));
        } catch (CodecException e) {
            return;
        }
        assertThat(new String(written, StandardCharsets.UTF_8)).doesNotContain("\ufffd");
        assertThat(QUOTES.decode(written).symbol()).isEqualTo(unpaired);
    }

    @Test
    void ofJsonMayHaveAMapperOfTheApplications() {
        JsonMapper strict = JsonMapper.builder().enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES).build();
        JsonMapper lax = JsonMapper.builder().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES).build();
        byte[] json = utf8("{\"symbol\":\"x\",\"price\":1,\"more\":true}");

        assertThat(JsonCodec.of(lax, Quote.class).decode(json)).isEqualTo(new Quote("x", 1));
        assertThatExceptionOfType(CodecException.class)
                .isThrownBy(() -> JsonCodec.of(strict, Quote.class).decode(json));
        assertThat(JsonCodec.of(Map.class).encode(Map.of())).isEqualTo(utf8("{}"));
    }
}
