package dev.sluice.internal.stream;

import static dev.sluice.internal.stream.RecordedConnection.CLOSE_TIMEOUT;
import static dev.sluice.internal.stream.RecordedConnection.HEARTBEAT;
import static dev.sluice.internal.stream.RecordedConnection.PONG_TIMEOUT;
import static dev.sluice.internal.stream.RecordedConnection.WRITE_TIMEOUT;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Optional;

import dev.sluice.Channel;
import dev.sluice.Close;
import dev.sluice.Close.Cause;
import dev.sluice.Codec;
import dev.sluice.Opening;
import dev.sluice.Protocol;
import dev.sluice.TransportConfig;
import dev.sluice.TwoWayChannel;
import dev.sluice.TwoWayStream;
import dev.sluice.internal.websocket.DeflateTerms;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("A connection of a WebSocket")
class WebSocketConnectionTest {

    private static final TwoWayChannel<String, String> TALK = Channel.twoWay("talk", Codec.text(), Codec.text());
    private static final TransportConfig CONFIG = TransportConfig.builder().inboxMessages(2).build();
    private static final Duration QUIET = Duration.ofMillis(200);
    private static final String PING = "8900";
    /** With a masking key of zeros. */
    private static final String FROM_CLIENT_A = "81810000000061";
    private static final String FROM_CLIENT_PONG = "8a8000000000";
    private static final String UNMASKED = "8100";

    private final RecordedConnection<WebSocketConnection> recorded = connection(Optional.empty(),
            Optional.of(Codec.text()));
    private final WebSocketConnection connection = recorded.connection;

    private static <I> RecordedConnection<WebSocketConnection> connection(Optional<String> subprotocol,
            Optional<Codec<I>> incoming) {
        return connection(subprotocol, incoming, Optional.empty());
    }

    private static <I> RecordedConnection<WebSocketConnection> connection(Optional<String> subprotocol,
            Optional<Codec<I>> incoming, Optional<DeflateTerms> terms) {
        Opening plain = RecordedStream.opening(Protocol.WEB_SOCKET);
        Opening opening = new Opening(plain.protocol(), plain.pathTemplate(), plain.path(), plain.pathParameters(),
                plain.query(), plain.headers(), plain.remoteAddress(), plain.secure(), plain.clientCertificate(),
                plain.principal(), subprotocol, plain.lastEventId());
        return new RecordedConnection<>(CONFIG, (config, listener) -> new WebSocketConnection(opening, TALK, incoming,
                Optional.empty(), terms, config, new Observers(config.observers()), listener));
    }

    @SuppressWarnings("unchecked")
    private static TwoWayStream<String, String> stream(RecordedConnection<WebSocketConnection> of) {
        return (TwoWayStream<String, String>) of.connection.stream();
    }

    private void open() {
        recorded.open();
        recorded.calls();
    }

    private void assertRefused(RecordedConnection<WebSocketConnection> of, int code, String reason) {
        assertThat(of.ended()).isEqualTo(new Close(Cause.REFUSED, code, reason));
    }

    @Test
    void asksASilentClientForASignOfLife() {
        open();
        recorded.tickJustBefore(HEARTBEAT);
        assertThat(recorded.calls()).isEmpty();
        assertThat(recorded.pollHex()).isEmpty();

        recorded.tick();
        assertThat(recorded.calls()).containsExactly("ready");
        assertThat(recorded.pollHex()).isEqualTo(PING);
        assertThat(recorded.pollHex()).isEmpty();
    }

    @Test
    void asksNothingOfAClientThatWasHeardSince() {
        recorded.clock.advance(HEARTBEAT.dividedBy(2));
        open();
        recorded.tickJustBefore(HEARTBEAT);
        assertThat(recorded.pollHex()).as("it was heard when it opened").isEmpty();

        recorded.receive(FROM_CLIENT_A);
        recorded.tickJustBefore(HEARTBEAT);
        assertThat(recorded.pollHex()).isEmpty();
    }

    @Test
    void isCutWhenTheClientDoesNotAnswerInTime() {
        open();
        recorded.tickAfter(HEARTBEAT);
        recorded.pollAll();
        recorded.calls();
        recorded.tickJustBefore(PONG_TIMEOUT);
        assertThat(connection.stream().isOpen()).isTrue();

        recorded.tick();
        assertThat(recorded.ended()).isEqualTo(new Close(Cause.TIMED_OUT, 1006, "the client did not answer a ping"));
        assertThat(recorded.calls()).containsExactly("abort");
        assertThat(recorded.pollHex()).as("no Close frame").isEmpty();
    }

    @Test
    void asksAgainAHeartbeatAfterAnAnswer() {
        open();
        for (int i = 0; i < 3; i++) {
            recorded.tickAfter(HEARTBEAT);
            assertThat(recorded.pollHex()).isEqualTo(PING);
            recorded.clock.advance(PONG_TIMEOUT.dividedBy(2));
            recorded.receive(FROM_CLIENT_PONG);
            recorded.tickJustBefore(HEARTBEAT);
            assertThat(recorded.pollHex()).isEmpty();
            recorded.receive(FROM_CLIENT_PONG);
        }

        assertThat(connection.stream().isOpen()).isTrue();
    }

    @Test
    @DisplayName("does not wait for the answer of a slow client that has much else to take before the ping")
    void slowClient() {
        open();
        recorded.tickAfter(HEARTBEAT);
        stream(recorded).send("a");
        for (int i = 0; i < 5; i++) {
            stream(recorded).send("b");
            recorded.pollHex();
            recorded.tickAfter(PONG_TIMEOUT);
        }
        assertThat(connection.stream().isOpen()).isTrue();

        recorded.pollAll();
        recorded.tickJustBefore(PONG_TIMEOUT);
        assertThat(connection.stream().isOpen()).isTrue();
        recorded.tick();
        assertThat(recorded.ended().cause()).isEqualTo(Cause.TIMED_OUT);
    }

    @Test
    @DisplayName("expects no answer while it does not read, but goes on asking: a client that is gone lets a write fail")
    void paused() {
        open();
        recorded.receive(FROM_CLIENT_A);
        recorded.receive(FROM_CLIENT_A);
        assertThat(recorded.calls()).containsExactly("pause");
        for (int i = 0; i < 5; i++) {
            recorded.tickJustBefore(HEARTBEAT);
            assertThat(recorded.pollHex()).isEmpty();
            recorded.tick();
            assertThat(recorded.pollHex()).isEqualTo(PING);
        }
        stream(recorded).receive(Duration.ZERO);
        assertThat(recorded.calls()).endsWith("resume");
        recorded.tickAfter(PONG_TIMEOUT);

        assertThat(connection.stream().isOpen()).isTrue();
    }

    @ParameterizedTest
    @DisplayName("is cut when the client takes nothing for as long as a write may take, whatever waits for it")
    @ValueSource(booleans = {false, true})
    void stuck(boolean message) {
        open();
        if (message) {
            stream(recorded).send("a");
        } else {
            recorded.receive("898100000000" + "61");
        }
        for (Duration passed = Duration.ZERO; passed.compareTo(WRITE_TIMEOUT) < 0; passed = passed.plusSeconds(1)) {
            recorded.receive(FROM_CLIENT_PONG);
            recorded.tick();
            assertThat(connection.stream().isOpen()).isTrue();
            recorded.clock.advance(Duration.ofSeconds(1));
        }
        recorded.tick();

        assertThat(recorded.ended().cause()).isEqualTo(Cause.TIMED_OUT);
        assertThat(recorded.ended().reason()).contains("took nothing");
    }

    @Test
    void isNotStuckWhileNothingWaits() {
        open();
        for (int i = 0; i < 100; i++) {
            recorded.receive(FROM_CLIENT_PONG);
            recorded.tickAfter(Duration.ofSeconds(1));
        }

        assertThat(connection.stream().isOpen()).isTrue();
    }

    @Test
    void answersTheNewestPingBeforeAllElse() {
        open();
        recorded.tickAfter(HEARTBEAT);
        stream(recorded).send("a");
        recorded.calls();
        recorded.receive("898100000000" + "61");
        recorded.receive("898100000000" + "62");

        assertThat(recorded.calls()).contains("ready");
        assertThat(recorded.pollHex()).isEqualTo("8a0162");
        assertThat(recorded.pollHex()).isEqualTo(PING);
        assertThat(recorded.pollHex()).isEqualTo("810161");
        assertThat(recorded.pollHex()).isEmpty();
    }

    @Test
    void takesMessagesOfTheFormOfItsChannelOnly() {
        var text = connection(Optional.empty(), Optional.of(Codec.text())).open();
        var binary = connection(Optional.empty(), Optional.of(Codec.bytes())).open();
        var none = connection(Optional.empty(), Optional.<Codec<String>>empty()).open();
        text.receive(FROM_CLIENT_A + FROM_CLIENT_A.replaceFirst("81", "82"));
        binary.receive(FROM_CLIENT_A.replaceFirst("81", "82") + FROM_CLIENT_A);
        none.receive(FROM_CLIENT_A);

        assertThat(stream(text).receive()).as("what came before").hasValue("a");
        assertRefused(text, 1003, "this channel takes text");
        assertThat((byte[]) binary.connection.stream().receive().orElseThrow()).containsExactly('a');
        assertRefused(binary, 1003, "this channel takes binary");
        assertRefused(none, 1003, "this channel is one-way");
    }

    @ParameterizedTest
    @CsvSource({"818a000000006d6573736167650a6869,hi", "8188000000006d6573736167650a,''"})
    void takesTheHeaderLineOffAMessage(String frame, String text) {
        var v1 = connection(Optional.of(WireForm.SLUICE_V1), Optional.of(Codec.text())).open();
        v1.receive(frame);

        assertThat(stream(v1).receive(Duration.ZERO)).hasValue(text);
    }

    @ParameterizedTest
    @CsvSource({"818000000000,no header line", "8187000000006d657373616765,no header line",
        "8188000000006d6573736167650b,a word that is not printable ASCII",
        "8189000000006d6573736167657a0a,an unknown word"})
    void refusesAFrameWithoutAHeaderLine(String frame, String why) {
        var v1 = connection(Optional.of(WireForm.SLUICE_V1), Optional.of(Codec.text())).open();
        v1.receive(frame);

        assertRefused(v1, 1002, "not a frame of sluice.v1: " + why);
    }

    @Test
    void inflatesWithTheZlibOfTheJdk() {
        var deflated = connection(Optional.empty(), Optional.of(Codec.text()),
                Optional.of(new DeflateTerms(true, true, false))).open();
        deflated.receive("c18700000000f248cdc9c90700");

        assertThat(stream(deflated).receive(Duration.ZERO)).hasValue("Hello");
        deflated.connection.release();
    }

    @Test
    void echoesTheCodeOfTheClientsCloseAndDropsWhatWaited() {
        open();
        stream(recorded).send("a");
        recorded.receive("8885000000000fa1" + "627965");

        assertThat(recorded.ended()).isEqualTo(new Close(Cause.PEER_CLOSED, 4001, "bye"));
        assertThat(recorded.calls()).contains("ready");
        assertThat(recorded.pollHex()).isEqualTo("88020fa1");
        assertThat(recorded.pollHex()).isEmpty();
        assertThat(connection.isFinished()).isTrue();
    }

    @Test
    void waitsForTheClientsCloseBehindItsOwn() {
        open();
        stream(recorded).send("a");
        stream(recorded).close(4001, "bye");
        assertThat(recorded.pollHex()).isEqualTo("810161");
        assertThat(recorded.pollHex()).isEqualTo("88050fa1" + "627965");
        recorded.tickAfter(CLOSE_TIMEOUT.dividedBy(2));
        assertThat(recorded.pollHex()).isEmpty();
        assertThat(connection.isFinished()).isFalse();

        recorded.receive("8882000000000fa1");
        assertThat(connection.isFinished()).isTrue();
    }

    @Test
    void dropsWhatItHadYetToSendWhenTheClientClosesToo() {
        open();
        stream(recorded).send("a");
        stream(recorded).close();
        recorded.receive("8882000000000fa1");

        assertThat(recorded.pollHex()).isEqualTo("880203e8");
    }

    @Test
    void saysWhyItRefusesAndReadsOnUntilTheClientIsQuiet() {
        open();
        recorded.receive(UNMASKED);
        assertRefused(recorded, 1002, "frame not masked");
        assertThat(recorded.calls()).contains("ready");
        recorded.tickAfter(QUIET);
        assertThat(connection.isFinished()).as("nothing was sent yet").isFalse();

        assertThat(recorded.pollHex()).startsWith("8812" + "03ea");
        recorded.clock.advance(QUIET);
        recorded.receive(FROM_CLIENT_A);
        recorded.calls();
        recorded.tickJustBefore(QUIET);
        assertThat(recorded.calls()).isEmpty();
        assertThat(connection.isFinished()).isFalse();

        recorded.tick();
        assertThat(recorded.calls()).containsExactly("ready");
        assertThat(connection.isFinished()).isTrue();
    }

    @Test
    void doesNotTakeAQuietClientForOneThatHasClosed() {
        open();
        stream(recorded).close();
        recorded.pollAll();
        recorded.tickAfter(QUIET.multipliedBy(2));

        assertThat(connection.isFinished()).isFalse();
    }

    @Test
    void isFinishedByQuietAfterAMessageThatCannotBeDecoded() {
        open();
        connection.stream().end(new Close(Cause.REFUSED, 1007, ""));
        recorded.pollAll();
        recorded.tickAfter(QUIET);

        assertThat(connection.isFinished()).isTrue();
    }

    @ParameterizedTest
    @EnumSource(names = {"LOST", "TIMED_OUT"})
    void sendsNoCloseFrameToAClientThatIsNotThere(Cause cause) {
        open();
        connection.stream().end(new Close(cause, 1006, ""));

        assertThat(recorded.pollHex()).isEmpty();
    }

    @Test
    void refusesMoreMessagesASecondThanItMayGet() {
        var flooded = new RecordedConnection<>(TransportConfig.builder().maxMessagesPerSecond(2).build(),
                (config, listener) -> new WebSocketConnection(RecordedStream.opening(Protocol.WEB_SOCKET), TALK,
                        Optional.of(TALK.incoming()), Optional.empty(), Optional.empty(), config,
                        new Observers(config.observers()),
                        listener))
                .open();
        flooded.receive(FROM_CLIENT_A.repeat(2));
        flooded.clock.advance(Duration.ofMillis(500));
        flooded.receive(FROM_CLIENT_A);
        assertThat(flooded.connection.stream().isOpen()).isTrue();

        flooded.receive(FROM_CLIENT_A);
        assertRefused(flooded, 1008, "more than 2 messages a second");
    }
}
