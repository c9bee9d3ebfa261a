package dev.sluice.client.internal.carrier;

import java.io.IOException;
import java.net.ConnectException;
import java.net.http.HttpTimeoutException;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

import dev.sluice.Protocol;

/** Makes connections: a WebSocket where that gets through, else an event stream. Thread-safe. */
public final class Dialler {

    /** What a connection is for. */
    public enum Purpose {
        /** A one-way channel. */
        ONE_WAY,
        /** A two-way channel. */
        TWO_WAY,
        /** A channel with a binary codec, which WebSocket alone can carry. */
        BINARY,
        /** Streams on a shared endpoint. */
        SHARED
    }

    private final Settings settings;
    private final Route route;

    /** For this endpoint. */
    public Dialler(Settings settings) {
        this.settings = settings;
        this.route = new Route(settings.time());
    }

    /** How this client behaves. */
    public Settings settings() {
        return settings;
    }

    /** The WebSocket that was last made ended at once: perhaps it does not get through. */
    public void suspectWebSocket() {
        route.suspect();
    }

    /**
     * A new connection.
     *
     * @param cursor behind which to go on, on an endpoint of one channel
     * @throws CarrierEndedException if there is none
     */
    public Carrier dial(Purpose purpose, Optional<String> cursor) throws InterruptedException {
        boolean events = settings.protocols().contains(Protocol.SSE) && purpose != Purpose.BINARY;
        boolean webSocket = settings.protocols().contains(Protocol.WEB_SOCKET);
        if (!webSocket) {
            return events(purpose, cursor);
        }
        if (!events) {
            return webSocket(purpose, cursor);
        }
        return route.first() == Protocol.SSE ? eventsFirst(purpose, cursor) : webSocketFirst(purpose, cursor);
    }

    private Carrier eventsFirst(Purpose purpose, Optional<String> cursor) throws InterruptedException {
        try {
            Carrier carrier = events(purpose, cursor);
            route.blocked();
            return carrier;
        } catch (CarrierEndedException e) {
            route.forget();
            throw e.end() instanceof CarrierEnd.Refused refused
                    ? new CarrierEndedException(CarrierEnd.lost("SSE: " + refused.why()))
                    : e;
        }
    }

    private Carrier webSocketFirst(Purpose purpose, Optional<String> cursor) throws InterruptedException {
        CarrierEnd.Refused refused;
        try {
            Carrier carrier = webSocket(purpose, cursor);
            route.forget();
            return carrier;
        } catch (CarrierEndedException e) {
            if (!(e.end() instanceof CarrierEnd.Refused it) || isBusy(it)) {
                throw e;
            }
            refused = it;
        }
        try {
            Carrier carrier = events(purpose, cursor);
            route.blocked();
            return carrier;
        } catch (CarrierEndedException e) {
            throw new CarrierEndedException(both(refused, e.end()));
        }
    }

    /** That is the server itself, and SSE would be refused too. */
    private static boolean isBusy(CarrierEnd.Refused refused) {
        return refused.status() == 429 || refused.status() == 503;
    }

    /** For good only where both were refused for good. */
    private static CarrierEnd both(CarrierEnd.Refused webSocket, CarrierEnd events) {
        if (events instanceof CarrierEnd.Refused refused) {
            String why = "SSE: " + refused.why() + "; WebSocket: " + webSocket.why();
            return webSocket.isForGood()
                    ? new CarrierEnd.Refused(refused.status(), why, refused.retry())
                    : new CarrierEnd.Lost(why, refused.retry().or(webSocket::retry));
        }
        return events;
    }

    private Carrier events(Purpose purpose, Optional<String> cursor) throws InterruptedException {
        if (purpose == Purpose.ONE_WAY) {
            var request = settings.request();
            Settings.resume(request, cursor);
            return new BareEventsCarrier(new Events(settings).get(request));
        }
        return SessionCarrier.open(settings, purpose == Purpose.SHARED, cursor);
    }

    private Carrier webSocket(Purpose purpose, Optional<String> cursor) throws InterruptedException {
        WebSocketCarrier carrier = new WebSocketCarrier(settings, purpose == Purpose.SHARED);
        WebSocket.Builder builder = settings.http().newWebSocketBuilder().subprotocols("sluice.v1")
                .connectTimeout(settings.connectTimeout());
        settings.headers().forEach((name, value) -> builder.header(name, value.get()));
        cursor.ifPresent(it -> builder.header(Settings.LAST_EVENT_ID, it));
        CompletableFuture<WebSocket> made = builder.buildAsync(settings.webSocketUri(), carrier);
        try {
            WebSocket socket = made.get();
            if (!socket.getSubprotocol().equals("sluice.v1")) {
                socket.abort();
                throw new CarrierEndedException(refused(101, "the sub-protocol sluice.v1 is not spoken"));
            }
            return carrier;
        } catch (ExecutionException e) {
            throw new CarrierEndedException(reason(e));
        } catch (InterruptedException e) {
            made.cancel(true);
            carrier.abort();
            throw e;
        }
    }

    private static CarrierEnd reason(ExecutionException failure) {
        return switch (failure.getCause()) {
            case WebSocketHandshakeException refusal -> new CarrierEnd.Refused(refusal.getResponse().statusCode(),
                    "status " + refusal.getResponse().statusCode(), Events.retryAfter(refusal.getResponse()));
            case ConnectException unreachable -> CarrierEnd.lost("no connection: " + unreachable);
            case HttpTimeoutException late -> refused(504, "no answer in time");
            case IOException broken -> refused(502, "the connection ended during the handshake");
            case null, default -> CarrierEnd.lost("no connection: " + failure);
        };
    }

    private static CarrierEnd refused(int status, String why) {
        return new CarrierEnd.Refused(status, why, Optional.empty());
    }
}
