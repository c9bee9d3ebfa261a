package dev.sluice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import dev.sluice.Close.Cause;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("Small values")
class ValuesTest {

    private static Opening opening(Map<String, String> parameters, Map<String, List<String>> query) {
        return new Opening(Protocol.SSE, "/a", "/a", parameters, query, Headers.of("Cookie", "secret"),
                InetSocketAddress.createUnresolved("client", 1), true, Optional.empty(), Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    @Test
    void aCloseHasACodeFrom1000To4999() {
        assertThat(new Close(Cause.LOST, 1000, "").code()).isEqualTo(1000);
        assertThat(new Close(Cause.LOST, 4999, "").code()).isEqualTo(4999);
        assertThatIllegalArgumentException().isThrownBy(() -> new Close(Cause.LOST, 999, ""))
                .withMessageContaining("999");
        assertThatIllegalArgumentException().isThrownBy(() -> new Close(Cause.LOST, 5000, ""))
                .withMessageContaining("5000");
    }

    @Test
    void aCloseHasAReasonOf123BytesAtMost() {
        assertThat(new Close(Cause.LOST, 1000, "x".repeat(123)).reason()).hasSize(123);
        assertThat(new Close(Cause.LOST, 1000, "€".repeat(41)).reason()).hasSize(41);
        assertThatIllegalArgumentException().isThrownBy(() -> new Close(Cause.LOST, 1000, "x".repeat(124)))
                .withMessageContaining("124").withMessageContaining("123");
        assertThatIllegalArgumentException().isThrownBy(() -> new Close(Cause.LOST, 1000, "€".repeat(42)))
                .withMessageContaining("126");
    }

    @Test
    void aCloseReadsWell() {
        assertThat(new Close(Cause.PEER_CLOSED, 1001, "bye")).hasToString("PEER_CLOSED 1001 (bye)");
        assertThat(new Close(Cause.COMPLETED, 1000, "")).hasToString("COMPLETED 1000");
    }

    @Test
    void anOpeningGivesItsParameters() {
        Opening opening = opening(Map.of("room", "blue"), Map.of("q", List.of("1", "2"), "empty", List.of()));

        assertThat(opening.path("room")).isEqualTo("blue");
        assertThat(opening.query("q")).hasValue("1");
        assertThat(opening.query("empty")).isEmpty();
        assertThat(opening.query("other")).isEmpty();
        assertThatIllegalArgumentException().isThrownBy(() -> opening.path("rom"))
                .withMessageContaining("'rom'").withMessageContaining("room");
    }

    @Test
    void anOpeningCannotBeChanged() {
        Map<String, String> parameters = new HashMap<>(Map.of("room", "blue"));
        List<String> values = new ArrayList<>(List.of("1"));
        Map<String, List<String>> query = new HashMap<>(Map.of("q", values));
        Opening opening = opening(parameters, query);
        parameters.put("room", "red");
        query.clear();
        values.add("2");

        assertThat(opening.path("room")).isEqualTo("blue");
        assertThat(opening.query()).isEqualTo(Map.of("q", List.of("1")));
        assertThatExceptionOfType(UnsupportedOperationException.class)
                .isThrownBy(() -> opening.query().get("q").add("2"));
        assertThatExceptionOfType(UnsupportedOperationException.class)
                .isThrownBy(() -> opening.pathParameters().put("a", "b"));
    }

    @Test
    void anOpeningWithAPrincipalIsOtherwiseTheSame() {
        Opening opening = opening(Map.of("a", "b"), Map.of("c", List.of("d")));
        Opening known = opening.withPrincipal(Optional.of("ann"));

        assertThat(known.principal()).hasValue("ann");
        assertThat(opening.principal()).isEmpty();
        assertThat(known.withPrincipal(Optional.empty())).isEqualTo(opening);
    }

    @Test
    void anOpeningDoesNotShowWhatMayBeSecret() {
        Opening opening = opening(Map.of(), Map.of("token", List.of("secret"))).withPrincipal(Optional.of("secret"));

        assertThat(opening.toString()).contains("SSE /a from client").doesNotContain("secret");
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 0, 200, 302, 399, 600})
    void aRefusalHasAnErrorForAStatus(int status) {
        assertThatIllegalArgumentException().isThrownBy(() -> Admission.refused(status, "x"))
                .withMessageContaining(String.valueOf(status));
    }

    @Test
    void anAdmissionSaysWhatWasDecided() {
        assertThat(Admission.admitted()).isEqualTo(new Admission.Admitted(Optional.empty()));
        assertThat(Admission.admittedAs("ann")).isEqualTo(new Admission.Admitted(Optional.of("ann")));
        assertThat(Admission.refused(400, "x")).isEqualTo(new Admission.Refused(400, "x", Headers.empty()));
        assertThat(Admission.refused(599, "x")).isInstanceOf(Admission.Refused.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "\t\n"})
    void aChannelNeedsAName(String name) {
        assertThatIllegalArgumentException().isThrownBy(() -> Channel.oneWay(name, Codec.text()));
        assertThatIllegalArgumentException().isThrownBy(() -> Channel.twoWay(name, Codec.text(), Codec.text()));
    }
}
