package dev.sluice.internal.engine;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

import dev.sluice.Endpoint;
import dev.sluice.OneWayStream;
import dev.sluice.Opening;
import dev.sluice.Protocol;
import dev.sluice.TransportConfig;
import dev.sluice.internal.endpoint.Service;
import dev.sluice.internal.engine.Admissions.Decision;
import dev.sluice.internal.engine.Router.Route;
import dev.sluice.internal.http.Responses;
import dev.sluice.internal.limit.Seats.Seat;
import dev.sluice.internal.session.Sessions;
import dev.sluice.internal.stream.Carriage;
import dev.sluice.internal.stream.LiveStream;
import dev.sluice.internal.stream.Observers;
import dev.sluice.internal.stream.Sharing;
import dev.sluice.internal.stream.SseConnection;
import dev.sluice.internal.stream.WebSocketConnection;
import dev.sluice.internal.websocket.DeflateTerms;
import dev.sluice.internal.websocket.Handshake;
import dev.sluice.spi.Answer;
import dev.sluice.spi.Engine;
import dev.sluice.spi.HttpRequest;

/** Turns requests into streams and keeps count of them. */
public final class StreamEngine implements Engine {

    private static final Logger LOG = System.getLogger("dev.sluice");
    private static final Duration SAMPLING = Duration.ofSeconds(1);

    private final TransportConfig config;
    private final Observers observers;
    private final Router router;
    private final Optional<DescriptionPage> description;
    private final Admissions admissions;
    private final Sessions sessions;
    private final Handlers handlers = new Handlers();
    private final Services services;
    private final Subscriptions subscriptions;
    private final Population<Carriage> connections = new Population<>();
    private final Pulse pulse;
    private long lastSampled; // for the pulse alone
    private final AtomicBoolean closing = new AtomicBoolean();

    /** An engine for these endpoints. */
    public StreamEngine(TransportConfig config, Collection<? extends Endpoint> endpoints) {
        this.config = config;
        this.observers = new Observers(config.observers());
        this.router = new Router(endpoints);
        this.description = DescriptionPage.of(config, endpoints);
        Quotas quotas = new Quotas(config);
        GateKeeper gates = new GateKeeper(config);
        this.admissions = new Admissions(config, quotas, gates);
        this.services = new Services(handlers);
        this.subscriptions = new Subscriptions(config, observers, quotas, gates, services, closing::get);
        this.sessions = new Sessions(config, observers);
        this.lastSampled = config.time().nanos();
        this.pulse = new Pulse(config, this::beat);
    }

    @Override
    public boolean serves(String rawPath) {
        return router.find(rawPath).isPresent() || page(rawPath).isPresent();
    }

    /** The document at this path, which is literal and so wins over a parameter. */
    private Optional<DescriptionPage> page(String rawPath) {
        return description.filter(page -> page.isAt(rawPath));
    }

    @Override
    public Answer answer(HttpRequest request) {
        Optional<DescriptionPage> page = page(request.rawPath());
        if (page.isPresent()) {
            return page.get().answer(request);
        }
        Optional<Route> route = router.find(request.rawPath());
        if (route.isEmpty()) {
            return new Answer.NotFound();
        }
        Answer answer = answer(request, route.get());
        if (answer instanceof Answer.Response response && response.status() >= 400) {
            observers.refused(route.get().endpoint(), response.status());
        }
        return admissions.share(request, route.get(), answer);
    }

    private Answer answer(HttpRequest request, Route route) {
        if (closing.get()) {
            return closed();
        }
        return switch (admissions.decide(request, route)) {
            case Decision.Respond plain -> plain.response();
            case Decision.OfSession there -> sessions.answer(request);
            case Decision.Open open -> open(request, route.endpoint().service(), open.opening(), open.seat());
        };
    }

    private static Answer closed() {
        return Responses.refuse(503, "the server is closing");
    }

    private Answer open(HttpRequest request, Service service, Opening opening, Seat seat) {
        if (closing.get()) {
            // A gate takes its time.
            seat.leave();
            return closed();
        }
        Consumer<LiveStream<?, ?>> server;
        try {
            server = services.server(service, opening);
        } catch (Throwable t) {
            LOG.log(Level.WARNING, () -> "no topic for " + opening, t);
            seat.leave();
            return Admissions.failed();
        }
        Life life = new Life(server, seat);
        if (opening.protocol() == Protocol.SSE && service instanceof Service.TwoWay<?, ?> two) {
            return sessions.open(opening, request.version(), two.channel(), Optional.of(two.channel().incoming()),
                    Optional.empty(), life);
        }
        if (opening.protocol() == Protocol.SSE && service instanceof Service.Shared shared) {
            return sessions.open(opening, request.version(), shared.channel(), Optional.empty(),
                    Optional.of(subscriptions.of(shared, opening)), life);
        }
        if (opening.protocol() == Protocol.SSE) {
            return new Answer.Stream(SseConnection.headers(request.version()),
                    new SseConnection(opening, service.channel(), config, observers, life));
        }
        Optional<DeflateTerms> terms = config.compression()
                .flatMap(wanted -> Handshake.compression(request, wanted.contextTakeover()));
        return new Answer.Upgrade(Handshake.accept(request, opening.subprotocol(), terms),
                webSocket(service, opening, terms, life));
    }

    private WebSocketConnection webSocket(Service service, Opening opening, Optional<DeflateTerms> terms, Life life) {
        Optional<Sharing> sharing = service instanceof Service.Shared shared
                ? Optional.of(subscriptions.of(shared, opening))
                : Optional.empty();
        return service instanceof Service.TwoWay<?, ?> two
                ? new WebSocketConnection(opening, two.channel(), Optional.of(two.channel().incoming()), sharing, terms,
                        config, observers, life)
                : new WebSocketConnection(opening, service.channel(), Optional.empty(), sharing, terms, config,
                        observers, life);
    }

    private final class Life implements Carriage.Listener {

        private final Consumer<LiveStream<?, ?>> server;
        private final Seat seat;

        Life(Consumer<LiveStream<?, ?>> server, Seat seat) {
            this.server = server;
            this.seat = seat;
        }

        @Override
        public void opened(Carriage connection) {
            connections.add(connection);
            if (closing.get()) {
                connection.shutDown(Drain.SHUTDOWN);
                connection.abort();
                return;
            }
            pulse.start();
            if (connection.sharing().isEmpty()) {
                observers.watch(connection.stream());
            }
            try {
                server.accept(connection.stream());
            } catch (Throwable t) {
                LOG.log(Level.WARNING, () -> "cannot serve " + connection.stream(), t);
                connection.stream().end(Handlers.FAILED);
            }
        }

        @Override
        public void ended(Carriage connection) {
            connections.remove(connection);
            seat.leave();
        }
    }

    private static void tick(Carriage connection, long now) {
        try {
            connection.tick(now);
        } catch (RuntimeException e) {
            // Thrown on, it would keep the others from being looked at.
            LOG.log(Level.ERROR, () -> "cannot look after " + connection.stream(), e);
        }
    }

    private void beat(long now) {
        connections.members().forEach(connection -> tick(connection, now));
        connections.members().forEach(Carriage::tellDropped);
        if (now - lastSampled >= SAMPLING.toNanos()) {
            lastSampled = now;
            connections.members().forEach(Carriage::tellQueued);
        }
    }

    @Override
    public List<OneWayStream<?>> streams() {
        List<OneWayStream<?>> streams = new ArrayList<>();
        for (Carriage connection : connections.members()) {
            for (LiveStream<?, ?> stream : connection.streams()) {
                if (stream.isOpen()) {
                    streams.add(stream);
                }
            }
        }
        return streams;
    }

    @Override
    public int linkCount() {
        return connections.size();
    }

    @Override
    public void close() {
        if (!closing.compareAndSet(false, true)) {
            return;
        }
        // An interrupted thread, as in shutdown code, would wait for nobody.
        boolean interrupted = Thread.interrupted();
        try {
            new Drain(connections, handlers, config.timing().drainTime()).run();
        } finally {
            pulse.stop();
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
