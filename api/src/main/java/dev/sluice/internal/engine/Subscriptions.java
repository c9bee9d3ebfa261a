package dev.sluice.internal.engine;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

import dev.sluice.Admission;
import dev.sluice.Codec;
import dev.sluice.Opening;
import dev.sluice.TransportConfig;
import dev.sluice.internal.endpoint.EndpointSpec;
import dev.sluice.internal.endpoint.Service;
import dev.sluice.internal.engine.Router.Route;
import dev.sluice.internal.frame.ClientFrame;
import dev.sluice.internal.http.Query;
import dev.sluice.internal.share.Multiplexer;
import dev.sluice.internal.share.Subscription;
import dev.sluice.internal.stream.Carrier;
import dev.sluice.internal.stream.LiveStream;
import dev.sluice.internal.stream.Observers;

/** Opens the streams of connections that are shared, by the same quotas and gates as others. */
final class Subscriptions {

    private static final Logger LOG = System.getLogger("dev.sluice");
    private static final String NEVER = "never";
    private static final String SOON = "1000";

    private final TransportConfig config;
    private final Observers observers;
    private final Quotas quotas;
    private final GateKeeper gates;
    private final Services services;
    private final BooleanSupplier closing;

    Subscriptions(TransportConfig config, Observers observers, Quotas quotas, GateKeeper gates, Services services,
            BooleanSupplier closing) {
        this.config = config;
        this.observers = observers;
        this.quotas = quotas;
        this.gates = gates;
        this.services = services;
        this.closing = closing;
    }

    /** The streams of a connection that was opened so. */
    Multiplexer of(Service.Shared service, Opening connection) {
        Router router = new Router(service.parts());
        return new Multiplexer(config, observers, (subscription, asked, done) -> Thread.ofVirtual()
                .name("sluice-subscribe").start(() -> {
                    try {
                        open(subscription, asked, router, connection);
                    } catch (Throwable t) {
                        LOG.log(Level.WARNING, () -> "cannot open " + subscription.target(), t);
                        subscription.refuse(500, NEVER, "the server failed");
                    } finally {
                        done.run();
                    }
                }));
    }

    private void open(Subscription subscription, ClientFrame.Subscribe asked, Router router, Opening connection) {
        int most = config.limits().maxHeaderBytes();
        if (asked.target().length() > most) {
            subscription.refuse(414, NEVER, "the target has " + asked.target().length() + " bytes, the limit is "
                    + most);
            return;
        }
        int cursor = asked.cursor().map(String::length).orElse(0);
        if (cursor > most) {
            subscription.refuse(431, NEVER, "the cursor has " + cursor + " bytes, the limit is " + most);
            return;
        }
        String[] parts = asked.target().split("\\?", 2);
        Optional<Route> route = router.find(parts[0]);
        Optional<Map<String, List<String>>> query = Query.parse(parts.length == 1 ? "" : parts[1]);
        if (route.isEmpty()) {
            subscription.refuse(404, NEVER, "nothing is at this path");
        } else if (query.isEmpty()) {
            subscription.refuse(400, NEVER, "the query is not percent-encoded UTF-8");
        } else {
            open(subscription, route.get(), opening(connection, route.get(), parts[0], query.get(), asked));
        }
    }

    private static Opening opening(Opening connection, Route route, String path, Map<String, List<String>> query,
            ClientFrame.Subscribe asked) {
        Map<String, String> parameters = new HashMap<>(connection.pathParameters());
        parameters.putAll(route.parameters());
        return new Opening(connection.protocol(), route.endpoint().pathTemplate(), path, parameters, query,
                connection.headers(), connection.remoteAddress(), connection.secure(), connection.clientCertificate(),
                connection.principal(), connection.subprotocol(), asked.cursor());
    }

    private void open(Subscription subscription, Route route, Opening opening) {
        EndpointSpec endpoint = route.endpoint();
        if (closing.getAsBoolean()) {
            refuse(subscription, endpoint, 503, Long.toString(config.timing().sseRetry().toMillis()),
                    "the server is closing");
        } else if (!endpoint.protocols().contains(opening.protocol())) {
            refuse(subscription, endpoint, 406, NEVER, "this channel cannot travel by " + opening.protocol());
        } else if (!quotas.admitOpening()) {
            refuse(subscription, endpoint, 503, SOON, "too many openings a second, the limit is "
                    + config.limits().maxOpeningsPerSecond());
        } else {
            switch (gates.ask(endpoint, opening)) {
                case Admission.Refused no -> refuse(subscription, endpoint, no.status(), retry(no), no.reason());
                case Admission.Admitted yes -> admitted(subscription, endpoint.service(),
                        yes.principal().isPresent() ? opening.withPrincipal(yes.principal()) : opening);
            }
        }
    }

    private void admitted(Subscription subscription, Service service, Opening opening) {
        Consumer<LiveStream<?, ?>> server = services.server(service, opening);
        int receives = service instanceof Service.TwoWay ? config.limits().inboxMessages() : 0;
        subscription.open(receives, carrier -> stream(subscription, service, opening, carrier))
                .ifPresent(stream -> serve(server, stream));
    }

    private static void serve(Consumer<LiveStream<?, ?>> server, LiveStream<?, ?> stream) {
        try {
            server.accept(stream);
        } catch (Throwable t) {
            LOG.log(Level.WARNING, () -> "cannot serve " + stream, t);
            stream.end(Handlers.FAILED);
        }
    }

    private LiveStream<?, ?> stream(Subscription subscription, Service service, Opening opening,
            Carrier carrier) {
        return service instanceof Service.TwoWay<?, ?> two
                ? LiveStream.sharing(subscription.target(), opening, two.channel(),
                        Optional.of(two.channel().incoming()), config, carrier)
                : LiveStream.sharing(subscription.target(), opening, service.channel(),
                        Optional.<Codec<Object>>empty(), config, carrier);
    }

    /** What a gate says of coming back, as it says it by HTTP. */
    private static String retry(Admission.Refused no) {
        return no.headers().first("Retry-After").filter(after -> after.matches("[0-9]{1,6}"))
                .map(seconds -> seconds + "000").orElse(no.status() == 503 ? SOON : NEVER);
    }

    private void refuse(Subscription subscription, EndpointSpec endpoint, int status, String retry, String reason) {
        observers.refused(endpoint, status);
        subscription.refuse(status, retry, reason);
    }
}
