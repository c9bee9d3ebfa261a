package dev.sluice.internal.stream;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;

import dev.sluice.Channel;
import dev.sluice.Codec;
import dev.sluice.OneWayStream;
import dev.sluice.Protocol;
import dev.sluice.StreamObserver;
import dev.sluice.TransportConfig;
import dev.sluice.fixtures.Warnings;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Observers of which one fails")
class ObserversTest {

    @Test
    void areAllToldAndTheFailureIsLoggedOnce() {
        List<Integer> sent = new ArrayList<>();
        StreamObserver failing = new StreamObserver() {
            @Override
            public void sent(OneWayStream<?> stream, int bytes) {
                throw new AssertionError("on purpose");
            }
        };
        StreamObserver counting = new StreamObserver() {
            @Override
            public void sent(OneWayStream<?> stream, int bytes) {
                sent.add(bytes);
            }
        };
        var stream = RecordedStream.oneWay(Protocol.SSE, Channel.oneWay("texts", Codec.text()),
                TransportConfig.defaults()).stream();
        try (Warnings warnings = new Warnings()) {
            Observers observers = new Observers(List.of(failing, counting));
            observers.sent(stream, 1);
            observers.sent(stream, 2);

            assertThat(warnings.messages()).containsExactly("an observer failed");
        }
        assertThat(sent).containsExactly(1, 2);
    }
}
