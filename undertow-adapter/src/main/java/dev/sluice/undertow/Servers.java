package dev.sluice.undertow;

import dev.sluice.Limits;
import dev.sluice.Tls.ClientCertificates;
import dev.sluice.TransportConfig;
import io.undertow.Undertow;
import io.undertow.UndertowOptions;
import io.undertow.server.DefaultByteBufferPool;
import io.undertow.server.HttpHandler;
import org.xnio.Options;
import org.xnio.SslClientAuthMode;

/** How our own server is set up. Undertow sets TCP_NODELAY by itself. */
final class Servers {

    private static final int BUFFER_BYTES = 16 * 1024 - 20;
    /** Undertow's default shares none between threads, and frees what another thread gives back by way of Unsafe. */
    private static final int SHARED_BUFFERS = 1024;
    private static final int BUFFERS_A_THREAD = 4;
    private static final int HEAD_MILLIS = 30_000;
    private static final int STOP_MILLIS = 400;
    private static final int SYNTAX_OF_A_LINE = 4;
    private static final int REQUEST_LINE = 256;

    private Servers() {}

    static Undertow build(TransportConfig config, HttpHandler root) {
        Undertow.Builder server = Undertow.builder();
        config.tls().ifPresentOrElse(
                tls -> server.addHttpsListener(config.port(), config.host(), tls.context(), root)
                        .setSocketOption(Options.SSL_CLIENT_AUTH_MODE, mode(tls.clientCertificates())),
                () -> server.addHttpListener(config.port(), config.host(), root));
        return server
                .setByteBufferPool(new DefaultByteBufferPool(true, BUFFER_BYTES, SHARED_BUFFERS, BUFFERS_A_THREAD))
                .setServerOption(UndertowOptions.ENABLE_HTTP2, true)
                // It holds responses back, which a stream has no use for.
                .setServerOption(UndertowOptions.BUFFER_PIPELINED_DATA, false)
                .setServerOption(UndertowOptions.REQUEST_PARSE_TIMEOUT, HEAD_MILLIS)
                // Twice what the engine takes, so that the engine can say what was too much.
                .setServerOption(UndertowOptions.MAX_HEADERS, atMost(2L * config.limits().maxHeaders() + 2))
                .setServerOption(UndertowOptions.MAX_HEADER_SIZE, headBytes(config.limits()))
                // The engine counts bodies; this is for those that nobody wants.
                .setServerOption(UndertowOptions.MAX_ENTITY_SIZE, bodyBytes(config.limits()))
                .setServerOption(UndertowOptions.SHUTDOWN_TIMEOUT, STOP_MILLIS)
                .build();
    }

    private static long bodyBytes(Limits limits) {
        return Math.max(UndertowOptions.DEFAULT_MAX_ENTITY_SIZE, 2L * limits.maxMessageBytes());
    }

    private static int headBytes(Limits limits) {
        return atMost(2L * limits.maxHeaderBytes() + 2L * SYNTAX_OF_A_LINE * limits.maxHeaders() + REQUEST_LINE);
    }

    private static int atMost(long value) {
        return (int) Math.min(Integer.MAX_VALUE, value);
    }

    private static SslClientAuthMode mode(ClientCertificates certificates) {
        return switch (certificates) {
            case IGNORED -> SslClientAuthMode.NOT_REQUESTED;
            case WANTED -> SslClientAuthMode.REQUESTED;
            case REQUIRED -> SslClientAuthMode.REQUIRED;
        };
    }
}
