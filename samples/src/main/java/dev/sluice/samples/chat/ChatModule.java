package dev.sluice.samples.chat;

import com.google.inject.AbstractModule;
import com.google.inject.multibindings.ProvidesIntoSet;

import dev.sluice.Channel;
import dev.sluice.Endpoint;
import dev.sluice.JsonCodec;
import dev.sluice.Topic;
import dev.sluice.Topics;
import dev.sluice.TwoWayChannel;
import dev.sluice.TwoWayStream;
import dev.sluice.samples.server.Page;

/** The chat: rooms at {@code /chat/{room}}, the page at {@code /chat}. */
public final class ChatModule extends AbstractModule {

    static final TwoWayChannel<Say, Said> CHAT = Channel.twoWay("chat", JsonCodec.of(Say.class),
            JsonCodec.of(Said.class));

    private final Topics<String, Said> rooms = Topics.of(CHAT);

    @ProvidesIntoSet
    Endpoint endpoint() {
        return Endpoint.at("/chat/{room}").admit(new Door()).serve(CHAT, this::serve).build();
    }

    /** One client's whole visit, from top to bottom, on a virtual thread of its own. */
    private void serve(TwoWayStream<Say, Said> me) {
        String name = me.opening().principal().orElseThrow();
        Topic<Said> room = rooms.get(me.opening().path("room"));
        try (Topic.Seat seat = room.join(me)) {
            room.publish(Said.notice(name + " came in"));
            for (Say say : me) {
                room.publish(Said.by(name, say));
            }
        } finally {
            room.publish(Said.notice(name + " left"));
        }
    }

    @ProvidesIntoSet
    Page page() {
        return Page.html("/chat", ChatModule.class, "index.html");
    }

    @ProvidesIntoSet
    Page script() {
        return Page.script("/chat.js", ChatModule.class, "chat.js");
    }

    /** The browser's client, a copy that the build makes. */
    @ProvidesIntoSet
    Page client() {
        return Page.script("/sluice.js", ChatModule.class, "sluice.js");
    }
}
