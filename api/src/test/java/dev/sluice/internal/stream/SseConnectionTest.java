package dev.sluice.internal.stream;

import static dev.sluice.internal.stream.RecordedConnection.CLOSE_TIMEOUT;
import static dev.sluice.internal.stream.RecordedConnection.HEARTBEAT;
import static dev.sluice.internal.stream.RecordedConnection.WRITE_TIMEOUT;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

import dev.sluice.Channel;
import dev.sluice.Close;
import dev.sluice.Close.Cause;
import dev.sluice.Codec;
import dev.sluice.OneWayStream;
import dev.sluice.Overflow;
import dev.sluice.Protocol;
import dev.sluice.StreamObserver;
import dev.sluice.TransportConfig;
import dev.sluice.spi.LinkEnd;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@DisplayName("A connection of Server-Sent Events")
class SseConnectionTest {

    private static final Channel<String> NEWS = Channel.oneWay("news", Codec.text());
    private static final String COMMENT = ":\n\n";

    private static RecordedConnection<SseConnection> connection(TransportConfig config) {
        return new RecordedConnection<>(config,
                (used, listener) -> new SseConnection(RecordedStream.opening(Protocol.SSE), NEWS, used,
                        new Observers(used.observers()), listener));
    }

    private final RecordedConnection<SseConnection> recorded = connection(TransportConfig.defaults());
    private final SseConnection connection = recorded.connection;

    @SuppressWarnings("unchecked")
    private static OneWayStream<String> stream(RecordedConnection<SseConnection> of) {
        return (OneWayStream<String>) of.connection.stream();
    }

    private void begin() {
        recorded.open().pollAll();
        recorded.calls();
    }

    @Test
    void beginsWithACommentAndTheTimeAfterWhichToComeBack() {
        recorded.open();

        assertThat(recorded.calls()).containsExactly("opened", "ready");
        assertThat(recorded.pollText()).isEqualTo(":\n\nretry: 3000\n\n");
        assertThat(recorded.pollText()).isEmpty();
        assertThat(connection.isFinished()).isFalse();
    }

    @Test
    void sendsACommentAfterEachHeartbeatOfSilence() {
        begin();
        for (int beat = 0; beat < 2; beat++) {
            recorded.tickJustBefore(HEARTBEAT);
            assertThat(recorded.calls()).isEmpty();
            assertThat(recorded.pollText()).isEmpty();

            recorded.tick();
            assertThat(recorded.calls()).containsExactly("ready");
            assertThat(recorded.pollText()).isEqualTo(COMMENT);
            assertThat(recorded.pollText()).isEmpty();
        }
    }

    @Test
    void sendsNoCommentWhereAMessageSaysTheSame() {
        begin();
        stream(recorded).send("a");
        recorded.tickAfter(HEARTBEAT);
        assertThat(recorded.pollText()).isEqualTo("data: a\n\n");
        assertThat(recorded.pollText()).as("a message waited").isEmpty();

        recorded.tickJustBefore(HEARTBEAT);
        assertThat(recorded.pollText()).as("a message was sent a moment ago").isEmpty();
    }

    @Test
    @DisplayName("is cut when the client takes nothing for as long as a write may take, whatever waits for it")
    void stuck() {
        RecordedConnection<SseConnection> atItsBegin = connection(TransportConfig.defaults()).open();
        RecordedConnection<SseConnection> withAMessage = connection(TransportConfig.defaults()).open();
        withAMessage.pollAll();
        stream(withAMessage).send("a");
        RecordedConnection<SseConnection> withAComment = connection(TransportConfig.defaults()).open();
        withAComment.pollAll();
        withAComment.tickAfter(HEARTBEAT);
        for (var stuck : List.of(atItsBegin, withAMessage, withAComment)) {
            stuck.tick();
            stuck.calls();
            stuck.tickJustBefore(WRITE_TIMEOUT);
            assertThat(stuck.connection.stream().isOpen()).isTrue();

            stuck.tick();
            assertThat(stuck.ended().cause()).isEqualTo(Cause.TIMED_OUT);
            assertThat(stuck.calls()).contains("abort");
        }
    }

    @Test
    void isNotStuckWhileNothingWaitsOrSomethingIsTaken() {
        begin();
        recorded.tick();
        recorded.tickAfter(HEARTBEAT.minusNanos(1));
        for (int i = 0; i < 10; i++) {
            stream(recorded).send("a");
            stream(recorded).send("b");
            recorded.pollText();
            recorded.tickAfter(WRITE_TIMEOUT.minusNanos(1));
        }

        assertThat(connection.stream().isOpen()).isTrue();
    }

    @Test
    void isCutWhenItsEndIsNotTakenInTime() {
        begin();
        stream(recorded).close();
        assertThat(recorded.calls()).containsExactly("ready");
        recorded.tickJustBefore(CLOSE_TIMEOUT);
        assertThat(recorded.calls()).isEmpty();

        recorded.tickAfter(Duration.ofNanos(1));
        assertThat(recorded.calls()).containsExactly("abort");
    }

    @Test
    void isFinishedWhenAllIsSent() {
        recorded.open();
        stream(recorded).send("a");
        stream(recorded).close();
        assertThat(recorded.pollText()).startsWith(COMMENT);
        assertThat(recorded.pollText()).isEqualTo("data: a\n\n");
        assertThat(connection.isFinished()).isFalse();

        assertThat(recorded.pollText()).isEmpty();
        assertThat(connection.isFinished()).isTrue();
    }

    @Test
    void sendsTheClientAwayForATenthOfTheTimeWhenItIsRotated() {
        begin();
        connection.stream().end(new Close(Cause.ROTATED, 1001, ""));

        assertThat(recorded.pollText()).isEqualTo("retry: 300\n\n");
        assertThat(recorded.pollText()).isEmpty();
        assertThat(connection.isFinished()).isTrue();
    }

    @Test
    @DisplayName("sends the clients of a server that stops away for the usual time to twice of it, at random")
    void spread() {
        TransportConfig config = TransportConfig.builder().sseRetry(Duration.ofMillis(1)).build();
        Set<String> said = new HashSet<>();
        for (int i = 0; i < 200; i++) {
            RecordedConnection<SseConnection> one = connection(config).open();
            one.pollAll();
            one.connection.stream().end(new Close(Cause.SHUTDOWN, 1001, ""));
            said.add(one.pollText());
        }

        assertThat(said).containsExactlyInAnyOrder("retry: 1\n\n", "retry: 2\n\n");
    }

    @Test
    void ignoresWhatTheClientSends() {
        begin();
        ByteBuffer bytes = ByteBuffer.allocate(10);
        connection.received(bytes);

        assertThat(bytes.hasRemaining()).isFalse();
        assertThat(connection.stream().isOpen()).isTrue();
    }

    @ParameterizedTest
    @EnumSource
    void keepsNothingWhenItsLinkIsGone(LinkEnd how) {
        begin();
        stream(recorded).send("a");
        stream(recorded).close();
        connection.ended(how);

        assertThat(stream(recorded).queued()).isZero();
        assertThat(recorded.pollText()).isEmpty();
        assertThat(recorded.calls()).contains("ended");
    }

    @Test
    void tellsItsObserversOfWhatWaitsAndWhatWasDroppedOnlyWhereThereIsAny() {
        Counts counts = new Counts();
        RecordedConnection<SseConnection> observed = connection(
                TransportConfig.builder().observer(counts).outboxMessages(1).build()).open();
        observed.pollAll();
        observed.connection.tellQueued();
        observed.connection.tellDropped();
        assertThat(counts.told).isEmpty();

        stream(observed).send("a");
        observed.connection.stream().lose(3, Overflow.dropOldest());
        observed.connection.tellQueued();
        observed.connection.tellDropped();
        observed.connection.tellDropped();
        assertThat(counts.told).containsExactly("1 queued of 9 bytes", "3 dropped");
    }

    /** Writes down what it is told. */
    private static final class Counts implements StreamObserver {

        private final List<String> told = new ArrayList<>();

        @Override
        public void queued(OneWayStream<?> stream, int messages, long bytes) {
            told.add(messages + " queued of " + bytes + " bytes");
        }

        @Override
        public void dropped(OneWayStream<?> stream, long messages) {
            told.add(messages + " dropped");
        }
    }
}
