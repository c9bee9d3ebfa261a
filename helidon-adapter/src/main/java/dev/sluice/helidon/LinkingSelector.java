package dev.sluice.helidon;

import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

import io.helidon.common.buffers.BufferData;
import io.helidon.webserver.ConnectionContext;
import io.helidon.webserver.ListenerConfig;
import io.helidon.webserver.ListenerContext;
import io.helidon.webserver.ProtocolConfigs;
import io.helidon.webserver.http1.Http1Config;
import io.helidon.webserver.http1.Http1ConnectionProvider;
import io.helidon.webserver.http1.Http1ConnectionSelector;
import io.helidon.webserver.spi.ServerConnection;
import io.helidon.webserver.spi.ServerConnectionSelector;

/**
 * Helidon's selector for HTTP/1.1, whose connections can be taken over by a link. Helidon asks it before the selectors
 * that it finds itself, so it stands in for the one of HTTP/1.1 and for no other.
 */
final class LinkingSelector implements ServerConnectionSelector {

    private final ServerConnectionSelector recognizer;
    private final ConcurrentMap<ListenerContext, ServerConnectionSelector> listeners = new ConcurrentHashMap<>();

    /** For request lines of up to so many bytes: Helidon takes a longer one for none of HTTP/1.1. */
    LinkingSelector(int longestRequestLine) {
        Http1Config config = Http1Config.builder().maxPrologueLength(longestRequestLine).build();
        recognizer = Http1ConnectionSelector.builder().config(config).build();
    }

    @Override
    public int bytesToIdentifyConnection() {
        return recognizer.bytesToIdentifyConnection();
    }

    @Override
    public Support supports(BufferData data) {
        return recognizer.supports(data);
    }

    @Override
    public Set<String> supportedApplicationProtocols() {
        return recognizer.supportedApplicationProtocols();
    }

    @Override
    public ServerConnection connection(ConnectionContext context) {
        LinkingContext linking = new LinkingContext(context);
        ServerConnectionSelector http1 = listeners.computeIfAbsent(context.listenerContext(), LinkingSelector::http1);
        return new LinkingConnection(linking, http1.connection(linking));
    }

    /** What Helidon itself would use at this listener, with its configuration and protocol upgrades (h2c and so on). */
    private static ServerConnectionSelector http1(ListenerContext context) {
        ListenerConfig listener = context.config();
        ProtocolConfigs protocols = ProtocolConfigs.create(listener.protocols());
        Http1ConnectionProvider helidon = new Http1ConnectionProvider();
        List<Http1Config> configured = protocols.config(helidon.protocolType(), helidon.protocolConfigType());
        Http1Config config = configured.isEmpty() ? Http1Config.create() : configured.get(0);
        return helidon.create(listener.name(), config, protocols);
    }
}
