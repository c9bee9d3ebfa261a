package dev.sluice.helidon;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

import io.helidon.common.buffers.BufferData;
import io.helidon.common.buffers.DataReader;
import io.helidon.common.socket.HelidonSocket;
import io.helidon.webserver.ConnectionContext;
import io.helidon.webserver.ListenerConfig;
import io.helidon.webserver.ListenerContext;
import io.helidon.webserver.ProtocolConfigs;
import io.helidon.webserver.http1.Http1Config;
import io.helidon.webserver.http1.Http1ConnectionProvider;
import io.helidon.webserver.http1.Http1ConnectionSelector;
import io.helidon.webserver.http2.Http2Config;
import io.helidon.webserver.http2.Http2ConnectionProvider;
import io.helidon.webserver.spi.ProtocolConfig;
import io.helidon.webserver.spi.ServerConnection;
import io.helidon.webserver.spi.ServerConnectionSelector;
import io.helidon.webserver.spi.ServerConnectionSelectorProvider;

/**
 * Helidon's selectors for HTTP/1.1, whose connections can be taken over by a link, and for HTTP/2, whose resets are told to
 * links. Helidon asks it before the selectors that it finds itself, so it stands in for these two and for no other.
 */
final class LinkingSelector implements ServerConnectionSelector {

    private static final byte[] PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

    private final ServerConnectionSelector recognizer;
    private final ConcurrentMap<ListenerContext, Selectors> listeners = new ConcurrentHashMap<>();

    private record Selectors(ServerConnectionSelector http1, ServerConnectionSelector http2) {}

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
        byte[] start = new byte[Math.min(PREFACE.length, data.available())];
        data.read(start);
        data.rewind();
        return Arrays.equals(start, PREFACE) ? Support.SUPPORTED : recognizer.supports(data);
    }

    @Override
    public Set<String> supportedApplicationProtocols() {
        return Set.of("http/1.1", "h2");
    }

    @Override
    public ServerConnection connection(ConnectionContext context) {
        boolean http2 = speaksHttp2(context.serverSocket(), context.dataReader());
        Selectors helidon = listeners.computeIfAbsent(context.listenerContext(), LinkingSelector::selectors);
        LinkingContext linking = new LinkingContext(context, http2);
        return new LinkingConnection(linking, (http2 ? helidon.http2 : helidon.http1).connection(linking));
    }

    private static boolean speaksHttp2(HelidonSocket socket, DataReader reader) {
        return socket.protocolNegotiated()
                ? socket.protocol().equals("h2")
                : reader.available() >= PREFACE.length && reader.startsWith(PREFACE);
    }

    /** What Helidon itself would use at this listener, with its configuration and protocol upgrades (h2c and so on). */
    private static Selectors selectors(ListenerContext context) {
        ListenerConfig listener = context.config();
        return new Selectors(selector(listener, new Http1ConnectionProvider(), Http1Config.create()),
                selector(listener, new Http2ConnectionProvider(), Http2Config.create()));
    }

    private static <C extends ProtocolConfig> ServerConnectionSelector selector(ListenerConfig listener,
            ServerConnectionSelectorProvider<C> provider, C ifNotConfigured) {
        ProtocolConfigs protocols = ProtocolConfigs.create(listener.protocols());
        List<C> configured = protocols.config(provider.protocolType(), provider.protocolConfigType());
        return provider.create(listener.name(), configured.isEmpty() ? ifNotConfigured : configured.get(0), protocols);
    }
}
