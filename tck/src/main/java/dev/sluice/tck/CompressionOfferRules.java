package dev.sluice.tck;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import dev.sluice.Transport;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** What is agreed on about compression (RFC 7692 section 7.1). */
abstract class CompressionOfferRules extends CompressionChapter {

    private static final String ALONE = "server_no_context_takeover, client_no_context_takeover";

    CompressionOfferRules(TransportFactory factory) {
        super(factory);
    }

    /** The parameters of permessage-deflate that were agreed on, in alphabetical order. */
    private static Set<String> agreed(WebSocketClient client) {
        String[] parts = client.handshake().header(HEADER).split(";");
        assertThat(parts[0].strip()).isEqualTo(OFFER);
        return Arrays.stream(parts).skip(1).map(String::strip).collect(Collectors.toCollection(TreeSet::new));
    }

    private static Set<String> set(String parameters) {
        return parameters.isEmpty() ? Set.of() : new TreeSet<>(List.of(parameters.split(", ")));
    }

    private void expectEcho(WebSocketClient client, boolean takeover) {
        try (Deflate deflate = deflate(takeover)) {
            client.send(deflate.text("compressed"));
            expectText(client, deflate, "compressed");
            client.send(Frame.text("plain"));
            expectText(client, deflate, "plain");
        }
    }

    private void expectNothingAgreed(WebSocketClient client) {
        assertThat(client.handshake().headers().all(HEADER)).isEmpty();
        client.send(Frame.text("x".repeat(2 * THRESHOLD)));
        client.expectText("x".repeat(2 * THRESHOLD));
        try (Deflate deflate = Deflate.alone()) {
            client.send(deflate.text("compressed?")).expectRefusal(1002);
        }
    }

    @Test
    @Rule("DEFLATE-1")
    @DisplayName("DEFLATE-1 where each message is compressed for itself the 101 says so, for both sides")
    void sharedIsAgreedOn() {
        WebSocketClient client = openOffering(startEchoes(config(false)), "/text", OFFER);
        assertThat(agreed(client)).isEqualTo(set(ALONE));
        expectEcho(client, false);
    }

    @TestFactory
    @Rule("DEFLATE-2")
    @DisplayName("DEFLATE-2 context is taken over where it is configured, save on the side that the client excludes")
    Stream<DynamicTest> takeoverIsAgreedOn() {
        Transport transport = startEchoes(config(true));
        return DynamicTest.stream(Stream.of("", "server_no_context_takeover", "client_no_context_takeover", ALONE),
                asked -> "asked for '" + asked + "'", asked -> {
                    String offer = asked.isEmpty() ? OFFER : OFFER + "; " + asked.replace(", ", "; ");
                    WebSocketClient client = openOffering(transport, "/text", offer);
                    assertThat(agreed(client)).isEqualTo(set(asked));
                    expectEcho(client, true);
                });
    }

    @TestFactory
    @Rule("DEFLATE-3")
    @DisplayName("DEFLATE-3 an offer with a parameter that is unknown, wrong or repeated is declined, and the next one "
            + "tried")
    Stream<DynamicTest> badOffers() {
        Transport transport = startEchoes(config(true));
        return DynamicTest.stream(Stream.of("server_no_context_takeover=1", "client_no_context_takeover=0",
                "server_no_context_takeover; server_no_context_takeover", "unknown", "unknown=1",
                "client_max_window_bits=7", "client_max_window_bits=16", "client_max_window_bits=09",
                "client_max_window_bits; client_max_window_bits", "server_max_window_bits", "server_max_window_bits=16",
                "server_max_window_bits=015", "server_max_window_bits=x"), parameters -> parameters, parameters -> {
                    String bad = OFFER + "; " + parameters;
                    expectNothingAgreed(openOffering(transport, "/text", bad));
                    String good = OFFER + "; server_no_context_takeover";
                    assertThat(agreed(openOffering(transport, "/text", bad + ", " + good + ", " + OFFER)))
                            .containsExactly("server_no_context_takeover");
                    assertThat(agreed(openOffering(transport, "/text", bad, good)))
                            .containsExactly("server_no_context_takeover");
                });
    }

    @TestFactory
    @Rule("DEFLATE-4")
    @DisplayName("DEFLATE-4 where nothing is offered that is known nothing is agreed on or compressed")
    Stream<DynamicTest> otherOffers() {
        Transport transport = startEchoes(config(false));
        return DynamicTest.stream(Stream.of("", "foo", "foo; bar=1, x-webkit-deflate-frame", "permessage-bzip2"),
                offer -> "'" + offer + "'", offer -> {
                    expectNothingAgreed(openOffering(transport, "/text", offer));
                    expectEcho(openOffering(transport, "/text", offer.isEmpty() ? OFFER : offer + ", " + OFFER), false);
                });
    }

    @TestFactory
    @Rule("DEFLATE-5")
    @DisplayName("DEFLATE-5 server_max_window_bits is confirmed for 15, and the offer declined for less")
    Stream<DynamicTest> serverWindow() {
        Transport transport = startEchoes(config(true));
        return DynamicTest.stream(Stream.of(8, 9, 10, 14, 15), bits -> bits + " bits", bits -> {
            WebSocketClient client = openOffering(transport, "/text", OFFER + "; server_max_window_bits=" + bits);
            if (bits == 15) {
                assertThat(agreed(client)).containsExactly("server_max_window_bits=15");
                expectEcho(client, true);
            } else {
                expectNothingAgreed(client);
            }
        });
    }

    @TestFactory
    @Rule("DEFLATE-6")
    @DisplayName("DEFLATE-6 client_max_window_bits is taken as a hint, and not answered by a smaller window")
    Stream<DynamicTest> clientWindow() {
        Transport transport = startEchoes(config(true));
        return DynamicTest.stream(Stream.of("", "=8", "=9", "=15", "=\"10\""),
                value -> "client_max_window_bits" + value,
                value -> {
                    WebSocketClient client = openOffering(transport, "/text",
                            OFFER + "; client_max_window_bits" + value);
                    assertThat(agreed(client)).isSubsetOf("client_max_window_bits=15");
                    expectEcho(client, true);
                });
    }

    @TestFactory
    @Rule("DEFLATE-7")
    @DisplayName("DEFLATE-7 offers are understood on one line or several, with any white space, quotes and empty "
            + "members")
    Stream<DynamicTest> grammar() {
        Transport transport = startEchoes(config(true));
        return DynamicTest.stream(Stream.of(List.of("foo", OFFER + ";server_no_context_takeover"),
                List.of(" , foo;a=b;c=\"d\" ,," + OFFER + "\t; server_no_context_takeover ,"),
                List.of("foo; a=\"\\b\\c\"", "bar", OFFER + "; client_max_window_bits = \"1\\5\" ; "
                        + "server_no_context_takeover", OFFER)),
                offers -> String.join(" | ", offers),
                offers -> assertThat(agreed(openOffering(transport, "/text", offers.toArray(String[]::new))))
                        .containsExactly("server_no_context_takeover"));
    }

    @TestFactory
    @Rule("DEFLATE-8")
    @DisplayName("DEFLATE-8 a header that is not of the grammar is answered by 400, with and without compression")
    Stream<DynamicTest> malformed() {
        List<Transport> transports = List.of(startEchoes(config(false)), startEchoes());
        return DynamicTest.stream(Stream.of("permessage deflate", OFFER + ";", OFFER + "; ;", OFFER + "; a=",
                OFFER + "; =1", OFFER + "; a=\"\"", OFFER + "; a=\"b", OFFER + "; a=\"b c\"", OFFER + "=1",
                "per/message"), offer -> offer, offer -> {
                    for (Transport transport : transports) {
                        RawRequest request = RawRequest.handshake(transport.port(), "/text").add(HEADER, offer);
                        assertThat(answer(transport, request).status()).isEqualTo(400);
                    }
                });
    }
}
