package dev.sluice.tck;

import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.stream.IntStream;

import dev.sluice.Endpoint;
import dev.sluice.Transport;
import dev.sluice.TransportConfigBuilder;
import dev.sluice.TwoWayStream;
import org.junit.jupiter.api.AfterEach;

/** A chapter about sessions over HTTP/1.1; over HTTP/2 where a subclass says so. */
abstract class SessionChapter extends Chapter {

    final BlockingQueue<String> handled = new LinkedBlockingQueue<>();
    final Guests<TwoWayStream<String, String>> guests = new Guests<>();
    private final List<SessionClient> clients = new CopyOnWriteArrayList<>();

    SessionChapter(TransportFactory factory) {
        super(factory);
    }

    /** A configuration to change. */
    TransportConfigBuilder settings() {
        return config();
    }

    SessionClient newClient(int port, String path) {
        return new Http1SessionClient(port, path);
    }

    /** A client that is closed after the test. */
    final SessionClient client(Transport transport) {
        return client(transport, Served.TALK_PATH);
    }

    /** A client of another path. */
    final SessionClient client(Transport transport, String path) {
        SessionClient client = newClient(transport.port(), path);
        clients.add(client);
        return client;
    }

    /** Hands its streams to the test, and has no other handler. */
    final Transport startWithGuests(TransportConfigBuilder settings) {
        return start(settings.build(), Served.talk(guests));
    }

    /** Puts down what its clients say. */
    final Transport startListening(TransportConfigBuilder settings) {
        return start(settings.build(), listening());
    }

    final Endpoint listening() {
        return Served.talk(stream -> {
            for (String message : stream) {
                handled.add(message);
            }
        });
    }

    /** The next messages that the handler got. */
    final List<String> handled(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> Waiting.take(handled, "the handler gets a message")).toList();
    }

    /** Whether a session of this client is over for the server. */
    static boolean isOver(SessionClient client) {
        return client.send(1).status() == 410;
    }

    @AfterEach
    final void closeClients() {
        clients.forEach(SessionClient::close);
        clients.clear();
    }
}
