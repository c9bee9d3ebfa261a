package dev.sluice.internal.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;

import dev.sluice.Close;
import dev.sluice.StreamClosedException;
import dev.sluice.fixtures.Crew;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@DisplayName("What a client has read")
@Timeout(20)
class MailboxTest {

    private static final Duration LONG = Duration.ofSeconds(5);
    private static final Close END = new Close(Close.Cause.PEER_CLOSED, 1000, "");

    private static Received message(int number) {
        return new Received(new byte[]{(byte) number}, Optional.empty());
    }

    @Test
    @DisplayName("is received in order, and then comes the first end")
    void order() {
        Mailbox mailbox = new Mailbox(10);
        mailbox.put(message(1));
        mailbox.put(message(2));
        mailbox.end(END);
        mailbox.end(new Close(Close.Cause.LOST, 1006, ""));
        mailbox.put(message(3));
        assertThat(mailbox.take(Duration.ZERO).orElseThrow().bytes()).containsExactly(1);
        assertThat(mailbox.take(Duration.ZERO).orElseThrow().bytes()).containsExactly(2);
        assertThatThrownBy(() -> mailbox.take(LONG)).isInstanceOfSatisfying(StreamClosedException.class,
                closed -> assertThat(closed.close()).isEqualTo(END));
        assertThat(mailbox.awaitEnd(LONG)).hasValue(END);
    }

    @Test
    @DisplayName("has room for as many messages as may be read ahead, and for one that is waited for")
    void room() throws Exception {
        Mailbox mailbox = new Mailbox(1);
        mailbox.awaitRoom();
        mailbox.put(message(1));
        FutureTask<Void> reader = new FutureTask<>(mailbox::awaitRoom, null);
        Thread.ofVirtual().start(reader);
        assertThat(reader.isDone()).isFalse();
        mailbox.take(LONG);
        reader.get(5, TimeUnit.SECONDS);

        Mailbox none = new Mailbox(0);
        FutureTask<Void> putter = new FutureTask<>(() -> {
            none.awaitRoom();
            none.put(message(2));
        }, null);
        Thread.ofVirtual().start(putter);
        assertThat(none.take(LONG).orElseThrow().bytes()).containsExactly(2);
    }

    @Test
    @DisplayName("has room for everything once it is unbound, or ended")
    void unbound() {
        Mailbox mailbox = new Mailbox(0);
        mailbox.unbind();
        mailbox.awaitRoom();
        Mailbox ended = new Mailbox(0);
        ended.end(END);
        ended.awaitRoom();
    }

    @Test
    @DisplayName("is lost or doubled by no race of those who put and take")
    void race() {
        int count = 50_000;
        Mailbox mailbox = new Mailbox(4);
        Crew.start(2, number -> {
            for (int i = 0; i < count; i++) {
                if (number == 0) {
                    mailbox.awaitRoom();
                    mailbox.put(message(i));
                } else {
                    Crew.require(mailbox.take(LONG).orElseThrow().bytes()[0] == (byte) i,
                            "message " + i + " is the next one");
                }
            }
        }).join();
        assertThat(mailbox.size()).isZero();
    }
}
