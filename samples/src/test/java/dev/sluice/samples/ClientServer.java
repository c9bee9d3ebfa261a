package dev.sluice.samples;

import static org.awaitility.Awaitility.await;

import java.time.Duration;

import com.google.inject.AbstractModule;
import com.google.inject.Guice;
import com.google.inject.multibindings.ProvidesIntoSet;
import dev.sluice.Channel;
import dev.sluice.Codec;
import dev.sluice.Endpoint;
import dev.sluice.OneWayChannel;
import dev.sluice.Reply;
import dev.sluice.Topic;
import dev.sluice.TransportConfig;
import dev.sluice.TwoWayChannel;
import dev.sluice.samples.chat.ChatModule;
import dev.sluice.samples.server.Page;
import dev.sluice.samples.server.Server;

/**
 * A server for the tests of the browser's client: {@code /ticks} is one-way, {@code /talk} tells everybody what anybody says and answers requests,
 * {@code /live} shares a connection between both, and {@code /client} is the page.
 */
final class ClientServer implements AutoCloseable {

    private static final OneWayChannel<String> TICKS = Channel.oneWay("ticks", Codec.text());
    private static final TwoWayChannel<String, String> TALK = Channel.twoWay("talk", Codec.text(), Codec.text());

    private final Topic<String> ticks = Topic.of(TICKS).history(1_000).create();
    private final Topic<String> said = Topic.of(TALK).history(1_000).create();
    private final Server server;

    private ClientServer(String runtime, int port) {
        TransportConfig config = TransportConfig.builder().host("127.0.0.1").port(port).sseRetry(Duration.ofMillis(100))
                .closeTimeout(Duration.ofSeconds(1)).build();
        server = Guice.createInjector(Main.server(runtime, config), new Endpoints()).getInstance(Server.class);
        server.start();
    }

    static ClientServer start(String runtime) {
        return start(runtime, 0);
    }

    static ClientServer start(String runtime, int port) {
        return new ClientServer(runtime, port);
    }

    int port() {
        return server.port();
    }

    /** Waits until a client gets ticks: a page sees its connection open a little earlier. */
    void awaitListener() {
        await().until(() -> ticks.size() > 0);
    }

    /** Publishes these numbers, both included. */
    void tick(int from, int to) {
        for (int i = from; i <= to; i++) {
            ticks.publish(Integer.toString(i));
        }
    }

    @Override
    public void close() {
        server.close();
    }

    private final class Endpoints extends AbstractModule {

        private final Endpoint tickEndpoint = Endpoint.at("/ticks").serve(TICKS, ticks).build();
        private final Endpoint talkEndpoint = Endpoint.at("/talk").serve(TALK, me -> {
            me.answer(question -> Reply.of("yes, " + question));
            try (Topic.Seat seat = said.join(me)) {
                me.forEach(said::publish);
            }
        }).build();

        @ProvidesIntoSet
        Endpoint ticks() {
            return tickEndpoint;
        }

        @ProvidesIntoSet
        Endpoint talk() {
            return talkEndpoint;
        }

        @ProvidesIntoSet
        Endpoint live() {
            return Endpoint.at("/live").share(tickEndpoint, talkEndpoint).build();
        }

        @ProvidesIntoSet
        Page page() {
            return Page.html("/client", ClientServer.class, "client.html");
        }

        @ProvidesIntoSet
        Page module() {
            return Page.script("/sluice.js", ChatModule.class, "sluice.js");
        }
    }
}
