package dev.sluice.tck;

import dev.sluice.Channel;
import dev.sluice.Codec;
import dev.sluice.Endpoint;
import dev.sluice.Handler;
import dev.sluice.OneWayChannel;
import dev.sluice.OneWayStream;
import dev.sluice.Topic;
import dev.sluice.TwoWayChannel;
import dev.sluice.TwoWayStream;

/** The channels and endpoints that most tests need. */
final class Served {

    /** Text from the server. */
    static final OneWayChannel<String> LINES = Channel.oneWay("lines", Codec.text());

    /** Text both ways. */
    static final TwoWayChannel<String, String> TALK = Channel.twoWay("talk", Codec.text(), Codec.text());

    /** Where {@link #lines} is. */
    static final String LINES_PATH = "/lines";

    /** Where {@link #talk} is. */
    static final String TALK_PATH = "/talk";

    private Served() {}

    /** Text from the server, by both protocols. */
    static Endpoint lines(Handler<? super OneWayStream<String>> handler) {
        return Endpoint.at(LINES_PATH).serve(LINES, handler).build();
    }

    /** Text from the server, by both protocols, fed by a topic. */
    static Endpoint lines(Topic<String> topic) {
        return Endpoint.at(LINES_PATH).serve(LINES, topic).build();
    }

    /** Text both ways, by both protocols. */
    static Endpoint talk(Handler<? super TwoWayStream<String, String>> handler) {
        return Endpoint.at(TALK_PATH).serve(TALK, handler).build();
    }
}
