package dev.sluice.helidon;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.inject.AbstractModule;
import com.google.inject.Guice;
import com.google.inject.Injector;
import com.google.inject.multibindings.Multibinder;
import dev.sluice.Channel;
import dev.sluice.Codec;
import dev.sluice.Endpoint;
import dev.sluice.Transport;
import dev.sluice.TransportConfig;
import org.junit.jupiter.api.Test;

class HelidonTransportModuleTest {

    private final TransportConfig config = TransportConfig.builder().host("127.0.0.1").port(0).build();

    private static final class Contribution extends AbstractModule {

        private final String path;

        Contribution(String path) {
            this.path = path;
        }

        @Override
        protected void configure() {
            Multibinder.newSetBinder(binder(), Endpoint.class).addBinding().toInstance(
                    Endpoint.at(path).serve(Channel.oneWay("one", Codec.text()), stream -> stream.send(path)).build());
        }
    }

    @Test
    void servesWhatModulesContribute() throws Exception {
        Injector injector = Guice.createInjector(new HelidonTransportModule(config), new Contribution("/a"),
                new Contribution("/b"));
        assertThat(injector.getInstance(Transport.class)).isSameAs(injector.getInstance(Transport.class));
        try (Transport transport = injector.getInstance(Transport.class).start()) {
            for (String path : new String[]{"/a", "/b"}) {
                try (RawClient client = new RawClient(transport.port())) {
                    assertThat(client.get(path, "").readAll()).contains("data: " + path);
                }
            }
        }
    }

    @Test
    void startsWithoutEndpoints() throws Exception {
        try (Transport transport = Guice.createInjector(new HelidonTransportModule(config)).getInstance(Transport.class)
                .start();
                RawClient client = new RawClient(transport.port())) {
            assertThat(client.get("/a", "").head()).startsWith("HTTP/1.1 404 ");
        }
    }
}
