package dev.sluice.internal.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

import dev.sluice.Headers;
import dev.sluice.spi.Answer;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("HTTP syntax")
class SyntaxTest {

    @Test
    void aListOfTokensMayHaveSpacesAndEmptyMembersAndManyLines() {
        Headers headers = Headers.of(Map.of("List", List.of(" a ,b,, \tc", "", ",", "D")));

        assertThat(Tokens.of(headers, "list")).containsExactly("a", "b", "c", "D");
        assertThat(Tokens.of(headers, "other")).isEmpty();
    }

    @Test
    void aTokenIsFoundInAnyCaseAndWhole() {
        Headers headers = Headers.of("List", "keep-alive, Upgrade");

        assertThat(Tokens.contain(headers, "LIST", "uPGRADE")).isTrue();
        assertThat(Tokens.contain(headers, "List", "alive")).isFalse();
        assertThat(Tokens.contain(headers, "List", "keep-alive, Upgrade")).isFalse();
        assertThat(Tokens.contain(headers, "Other", "Upgrade")).isFalse();
    }

    @Test
    @DisplayName("a token has the characters of RFC 9110 section 5.6.2 and no others")
    void tokenCharacters() {
        String expected = "!#$%&'*+-.^_`|~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
        List<Integer> allowed = IntStream.rangeClosed(0, 0xffff)
                .filter(c -> Tokens.isToken("x" + (char) c)).boxed().toList();

        assertThat(allowed).containsExactlyInAnyOrderElementsOf(expected.chars().boxed().toList());
        assertThat(Tokens.isToken("")).isFalse();
    }

    @ParameterizedTest
    @CsvSource({"'',''", "plain,plain", "%41,A", "a%20b,'a b'", "%2F,/", "%c3%a9,é", "%C3%A9,é", "%F0%9F%98%80,😀",
        "%25,%",
        "%2541,%41", "a+b,a+b", "é,é", "%00,'\0'", "x%e2%82%acy,x€y"})
    void percentEscapesAreDecodedOnce(String component, String expected) {
        assertThat(PercentEncoding.decode(component)).hasValue(expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {"%", "%4", "%zz", "%4g", "%g4", "a%", "a%2", "%%41", "% 41", "%+1", "%-1", "%ff", "%c3",
        "%c3x",
        "%ed%a0%80", "%c0%af", "%f5%80%80%80", "%é1", "%4é"})
    void malformedEscapesAreRefused(String component) {
        assertThat(PercentEncoding.decode(component)).isEmpty();
    }

    @Test
    void aQueryHasParametersWithAllTheirValues() {
        assertThat(Query.parse("a=1&b=2&a=3&c&d=&=e&f=g=h")).hasValue(Map.of("a", List.of("1", "3"), "b", List.of("2"),
                "c", List.of(""), "d", List.of(""), "", List.of("e"), "f", List.of("g=h")));
    }

    @Test
    void anEmptyQueryHasNoParameters() {
        assertThat(Query.parse("")).hasValue(Map.of());
        assertThat(Query.parse("&&")).hasValue(Map.of());
    }

    @Test
    void aQueryIsSplitBeforeItIsDecoded() {
        assertThat(Query.parse("a%26b=c%3Dd&e=f+g%2Bh")).hasValue(Map.of("a&b", List.of("c=d"), "e", List.of("f g+h")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"a=%", "%=a", "ok=1&bad=%zz", "a=%ff"})
    void aQueryWithAMalformedEscapeIsRefused(String query) {
        assertThat(Query.parse(query)).isEmpty();
    }

    @Test
    void aRefusalIsShortPlainText() {
        Answer.Response response = Responses.refuse(405, "why", "Allow", "GET");

        assertThat(response.status()).isEqualTo(405);
        assertThat(response.body()).isEqualTo("why");
        assertThat(response.headers()).isEqualTo(Headers.of("Content-Type", "text/plain; charset=utf-8",
                "Cache-Control", "no-store", "Allow", "GET"));
    }

    @Test
    void aRefusalWithAContentTypeOfItsOwnHasNoOther() {
        Answer.Response response = Responses.refuse(401, "{}", "content-type", "application/json");

        assertThat(response.headers().all("Content-Type")).containsExactly("application/json");
        assertThat(response.headers().all("Cache-Control")).containsExactly("no-store");
    }
}
