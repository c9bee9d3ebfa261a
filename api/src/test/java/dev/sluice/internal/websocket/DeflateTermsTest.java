package dev.sluice.internal.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("The terms of permessage-deflate")
class DeflateTermsTest {

    private static Optional<String> answer(boolean takeover, String offers) {
        return DeflateTerms.negotiate(ExtensionParser.parse(List.of(offers)), takeover).map(DeflateTerms::header);
    }

    @ParameterizedTest(name = "{1}, takeover {0}")
    @DisplayName("are what both sides want")
    @CsvSource(delimiter = '|', value = {
        "false|permessage-deflate|; server_no_context_takeover; client_no_context_takeover",
        "false|permessage-deflate; server_max_window_bits=15"
                + "|; server_no_context_takeover; client_no_context_takeover; server_max_window_bits=15",
        "true|permessage-deflate|''",
        "true|permessage-deflate; client_max_window_bits|''",
        "true|permessage-deflate; client_max_window_bits=8|''",
        "true|permessage-deflate; client_max_window_bits=\"15\"|''",
        "true|permessage-deflate; server_no_context_takeover|; server_no_context_takeover",
        "true|permessage-deflate; client_no_context_takeover|; client_no_context_takeover",
        "true|permessage-deflate; server_max_window_bits=15|; server_max_window_bits=15",
        "true|foo; bar, permessage-deflate; server_max_window_bits=10, permessage-deflate; "
                + "server_no_context_takeover|; server_no_context_takeover",
        "true|permessage-deflate, permessage-deflate; server_no_context_takeover|''"})
    void agreed(boolean takeover, String offers, String parameters) {
        assertThat(answer(takeover, offers)).hasValue("permessage-deflate" + parameters);
    }

    @ParameterizedTest
    @DisplayName("are not found where the offer cannot be kept")
    @ValueSource(strings = {"server_no_context_takeover=1", "client_no_context_takeover=true",
        "server_no_context_takeover; server_no_context_takeover", "client_max_window_bits; client_max_window_bits=9",
        "server_max_window_bits", "server_max_window_bits=8", "server_max_window_bits=14", "server_max_window_bits=16",
        "server_max_window_bits=015", "server_max_window_bits=+15", "client_max_window_bits=7",
        "client_max_window_bits=16", "client_max_window_bits=08", "client_max_window_bits=x", "mux",
        "Server_No_Context_Takeover"})
    void declined(String parameters) {
        assertThat(answer(true, "permessage-deflate; " + parameters)).isEmpty();
        assertThat(answer(false, "permessage-deflate; " + parameters + ", foo")).isEmpty();
        assertThat(answer(true, "permessage-deflate; " + parameters + ", permessage-deflate"))
                .hasValue("permessage-deflate");
    }

    @ParameterizedTest
    @DisplayName("are not found where something else is offered")
    @ValueSource(strings = {"", "foo", "x-webkit-deflate-frame", "permessage-bzip2", "permessage-deflate2"})
    void unknown(String offers) {
        assertThat(answer(true, offers)).isEmpty();
    }
}
