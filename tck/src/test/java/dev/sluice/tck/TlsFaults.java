package dev.sluice.tck;

import static dev.sluice.tck.Fault.inside;
import static dev.sluice.tck.Tampered.handlers;
import static dev.sluice.tck.Tampered.requests;

import java.nio.ByteBuffer;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

import dev.sluice.Tls;
import dev.sluice.Tls.ClientCertificates;
import dev.sluice.TransportConfig;
import dev.sluice.TransportConfigBuilder;
import dev.sluice.spi.HttpRequest;
import dev.sluice.spi.Link;
import dev.sluice.spi.LinkHandler;
import dev.sluice.tck.Tampered.OfHandler;
import org.jspecify.annotations.Nullable;

/** Faults that show with TLS. */
final class TlsFaults {

    private TlsFaults() {}

    static Stream<Fault> all() {
        return Stream.of(
                inside("requests over TLS look like others", requests(r -> tls(r, false, r.clientCertificate())),
                        "TLS-2"),
                inside("the client's certificate is lost", requests(r -> tls(r, r.secure(), Optional.empty())),
                        "TLS-3"),
                inside("another certificate is handed over",
                        requests(r -> tls(r, r.secure(), Optional.of(Certificates.SERVER.certificate()))), "TLS-3"),
                configured("clients are not asked for a certificate", asking(ClientCertificates.IGNORED), "TLS-3",
                        "TLS-4"),
                configured("a certificate is required where it is wanted", asking(ClientCertificates.REQUIRED),
                        "TLS-3"),
                configured("a certificate is wanted where it is required", asking(ClientCertificates.WANTED), "TLS-4"),
                configured("every certificate is trusted", TlsFaults::trustingAll, "TLS-4"),
                new Fault("TLS is not spoken",
                        (config, endpoints) -> new SocketTransport(withoutTls(config), endpoints),
                        List.of("TLS-1", "TLS-5", "TLS-7")),
                configured("the write deadline does not reach the engine", c -> c.writeTimeout(Duration.ofHours(1)),
                        "TLS-11"),
                inside("the connection is cut where it should be ended", handlers(Cutting::new), "TLS-8", "TLS-13"),
                inside("ends over TLS are not told", handlers(EndFaults.NeverEnded::new), "TLS-9", "TLS-10", "TLS-12",
                        "TLS-15"),
                inside("output over TLS is dropped now and then", handlers(Dropping::new), "TLS-6", "TLS-7"));
    }

    private static HttpRequest tls(HttpRequest r, boolean secure,
            Optional<X509Certificate> certificate) {
        return new HttpRequest(r.method(), r.rawPath(), r.rawQuery(), r.version(), r.headers(), r.remoteAddress(),
                secure, certificate);
    }

    private static Fault configured(String name, UnaryOperator<TransportConfigBuilder> change, String... rules) {
        return new Fault(name, (config, endpoints) -> new SocketTransport(change.apply(config.toBuilder()).build(),
                endpoints), List.of(rules));
    }

    private static UnaryOperator<TransportConfigBuilder> asking(ClientCertificates certificates) {
        return config -> config.tls(new Tls(Certificates.SERVER.context(), certificates));
    }

    private static TransportConfigBuilder trustingAll(TransportConfigBuilder config) {
        return config.tls(new Tls(Certificates.SERVER.trusting(Certificates.KNOWN, Certificates.STRANGER),
                ClientCertificates.WANTED));
    }

    private static TransportConfig withoutTls(TransportConfig c) {
        return new TransportConfig(c.host(), c.port(), Optional.empty(), c.allowedOrigins(), c.allowCredentials(),
                c.limits(), c.timing(), c.compression(), c.asyncApi(), c.observers(), c.time());
    }

    private static final class Cutting extends OfHandler {

        private volatile @Nullable Link link;

        Cutting(LinkHandler handler) {
            super(handler);
        }

        @Override
        Link tampered(Link opened) {
            link = opened;
            return opened;
        }

        @Override
        public boolean isFinished() {
            if (super.isFinished()) {
                Thread.startVirtualThread(link::abort);
            }
            return false;
        }
    }

    private static final class Dropping extends OfHandler {

        private int polls;

        Dropping(LinkHandler handler) {
            super(handler);
        }

        @Override
        public @Nullable ByteBuffer poll() {
            if (++polls % 50 == 0) {
                handler.poll();
            }
            return handler.poll();
        }
    }
}
