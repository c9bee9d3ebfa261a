package dev.sluice.tck;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;

import dev.sluice.Protocol;
import dev.sluice.Topic;
import dev.sluice.Transport;
import dev.sluice.tck.CursorClient.Told;

/** Chapters about clients that come back to a topic. */
abstract class CursorChapter extends Chapter {

    CursorChapter(TransportFactory factory) {
        super(factory);
    }

    static CursorClient open(Protocol protocol, Transport transport, String cursor) {
        return CursorClient.open(protocol, transport.port(), Served.LINES_PATH, cursor);
    }

    static void publish(Topic<String> topic, int from, int to) {
        IntStream.rangeClosed(from, to).forEach(i -> topic.publish("m" + i));
    }

    static void assertMessages(CursorClient client, int from, int to) {
        for (int i = from; i <= to; i++) {
            Told told = client.message();
            assertThat(told.text()).isEqualTo("m" + i);
            assertThat(told.offset()).isEqualTo(i);
        }
    }

    /** Where a new client of this topic begins. */
    static Told beginning(Protocol protocol, Transport transport) {
        try (CursorClient client = open(protocol, transport, "")) {
            return client.next();
        }
    }

    static void skipResumed(Protocol protocol, CursorClient client, String cursor) {
        if (protocol == Protocol.WEB_SOCKET) {
            assertThat(client.next()).isEqualTo(new Told("resumed", cursor, ""));
        }
    }
}
