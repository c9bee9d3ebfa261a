package dev.sluice.internal.endpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("A path template")
class PathTemplateTest {

    private static Map<String, String> match(String template, String path) {
        return PathTemplate.parse(template).match(path).orElse(Map.of("no", "match"));
    }

    @Test
    void matchesItsLiteralsAndGivesItsParameters() {
        assertThat(match("/", "/")).isEmpty();
        assertThat(match("/chat", "/chat")).isEmpty();
        assertThat(match("/chat/{room}", "/chat/blue")).isEqualTo(Map.of("room", "blue"));
        assertThat(match("/{a}/x/{b}", "/1/x/2")).isEqualTo(Map.of("a", "1", "b", "2"));
        assertThat(match("/a~b!$&'()*+,;=:@-._", "/a~b!$&'()*+,;=:@-._")).isEmpty();
    }

    @ParameterizedTest(name = "{0} is not {1}")
    @CsvSource({"/chat,/", "/chat,/Chat", "/chat,/chat/", "/chat,/chat/x", "/chat,chat", "/chat,''", "/chat,*",
        "/chat/{room},/chat", "/chat/{room},/chat/", "/chat/{room},/chat/a/b", "/chat/{room},/chats/a", "/{a}/x,/1/y",
        "/,//", "/,''", "/chat/,/chat", "/{a},/", "/chat,//chat"})
    void doesNotMatchAnotherPath(String template, String path) {
        assertThat(PathTemplate.parse(template).match(path)).isEmpty();
    }

    @Test
    void decodesAfterItHasSplit() {
        assertThat(match("/chat/{room}", "/chat/a%2Fb")).isEqualTo(Map.of("room", "a/b"));
        assertThat(match("/chat/{room}", "/chat/%E2%82%AC+x")).isEqualTo(Map.of("room", "€+x"));
        assertThat(match("/chat/{room}", "/ch%61t/%2e%2e")).isEqualTo(Map.of("room", ".."));
        assertThat(PathTemplate.parse("/chat/{room}").match("/chat%2Fblue")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/chat/%", "/chat/%zz", "/chat/%ff", "/%/blue"})
    void doesNotMatchMalformedEscapes(String path) {
        assertThat(PathTemplate.parse("/chat/{room}").match(path)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"'' | begin with a slash", "chat | begin with a slash",
        "{a} | begin with a slash",
        "/a/{b}/{b} | parameter 'b' twice", "/{} | segment '{}'", "/{a | segment '{a'", "/a} | segment 'a}'",
        "/x{a} | segment 'x{a}'", "/{a}{b} | segment '{a}{b}'", "/{a b} | segment '{a b}'", "/{1} | segment '{1}'",
        "/a b | segment 'a b'", "/a?b | segment 'a?b'", "/a#b | segment 'a#b'", "/%41 | segment '%41'",
        "/é | segment 'é'"})
    void malformedOnesAreRefusedWithAMessageThatSaysWhere(String template, String where) {
        assertThatIllegalArgumentException().isThrownBy(() -> PathTemplate.parse(template))
                .withMessageContaining("'" + template + "'").withMessageContaining(where);
    }

    @Test
    void templatesOfOneShapeMatchTheSamePaths() {
        assertThat(PathTemplate.parse("/a/{b}/c").shape()).isEqualTo(PathTemplate.parse("/a/{x}/c").shape())
                .isNotEqualTo(PathTemplate.parse("/a/b/c").shape()).isNotEqualTo(PathTemplate.parse("/a/{b}").shape());
        assertThat(PathTemplate.parse("/a").shape()).isNotEqualTo(PathTemplate.parse("/a/").shape());
    }

    @Test
    void readsAsItWasWritten() {
        assertThat(PathTemplate.parse("/a/{b}")).hasToString("/a/{b}");
    }

    @Test
    @DisplayName("sorts literals before parameters from left to right, whatever the order before")
    void specificity() {
        List<String> mostLiteralFirst = List.of("/a/b/c", "/a/b/{z}", "/a/{y}/c", "/a/{y}/{z}", "/{x}/b/c",
                "/{x}/b/{z}",
                "/{x}/{y}/c", "/{x}/{y}/{z}");
        List<String> otherLengths = List.of("/", "/a", "/{x}", "/a/b", "/a/{y}", "/a/b/c/d", "/{x}/b/{z}/d");
        Random random = new Random(1);
        for (int round = 0; round < 500; round++) {
            List<String> all = new ArrayList<>(mostLiteralFirst);
            all.addAll(otherLengths);
            Collections.shuffle(all, random);
            List<String> sorted = all.stream().map(PathTemplate::parse).sorted(PathTemplate::compareSpecificity)
                    .map(PathTemplate::toString).toList();

            assertThat(sorted).filteredOn(mostLiteralFirst::contains).isEqualTo(mostLiteralFirst);
            assertThat(sorted.indexOf("/a")).isLessThan(sorted.indexOf("/{x}"));
            assertThat(sorted.indexOf("/a/b")).isLessThan(sorted.indexOf("/a/{y}"));
        }
    }
}
