package dev.sluice.undertow;

import static dev.sluice.undertow.RawClient.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.BindException;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

import com.google.inject.AbstractModule;
import com.google.inject.Guice;
import com.google.inject.Injector;
import com.google.inject.multibindings.Multibinder;
import dev.sluice.Channel;
import dev.sluice.Codec;
import dev.sluice.Endpoint;
import dev.sluice.Transport;
import dev.sluice.TransportConfig;
import dev.sluice.TransportException;
import io.undertow.Undertow;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
@DisplayName("A transport on Undertow")
class UndertowTransportTest {

    private static final TransportConfig LOCAL = TransportConfig.builder().host("127.0.0.1").port(0).build();
    private static final Endpoint NEWS = Endpoint.at("/news").serve(Channel.oneWay("news", Codec.text()),
            stream -> stream.send("hot")).build();

    @Test
    @DisplayName("tells that the port is taken, leaves no thread behind, and can be started later")
    void bind() {
        Set<Thread> before = threads();
        try (Transport first = UndertowTransport.create(LOCAL, List.of()).start()) {
            Set<Thread> with = threads();
            TransportConfig taken = TransportConfig.builder().host("127.0.0.1").port(first.port()).build();
            Transport second = UndertowTransport.create(taken, List.of());
            assertThatThrownBy(second::start).isInstanceOf(TransportException.class)
                    .hasMessageContaining("127.0.0.1:" + first.port()).hasCauseInstanceOf(BindException.class);
            assertThatThrownBy(second::port).isInstanceOf(IllegalStateException.class);
            Awaitility.await().until(() -> with.containsAll(threads()));
            first.close();
            second.start();
            second.close();
        }
        Awaitility.await().until(() -> before.containsAll(threads()));
    }

    @Test
    @DisplayName("has the life cycle of a transport, and gives its Undertow while it runs")
    void lifeCycle() throws Exception {
        UndertowTransport transport = UndertowTransport.create(LOCAL, List.of(NEWS));
        transport.close();
        assertThat(transport.unwrap(Undertow.class)).isEmpty();
        assertThatThrownBy(transport::port).isInstanceOf(IllegalStateException.class);
        assertThat(transport.start()).isSameAs(transport);
        int port = transport.port();
        assertThat(port).isPositive();
        assertThatThrownBy(transport::start).isInstanceOf(IllegalStateException.class);
        assertThat(transport.unwrap(Undertow.class)).isPresent();
        assertThat(transport.unwrap(String.class)).isEmpty();
        try (RawClient client = new RawClient(port)) {
            assertThat(client.send(get("/news")).head()).startsWith("HTTP/1.1 200");
            assertThat(client.rest()).contains("data: hot").endsWith("0\r\n\r\n");
        }
        transport.close();
        transport.close();
        assertThat(transport.unwrap(Undertow.class)).isEmpty();
        assertThatThrownBy(transport::start).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> new RawClient(port)).isInstanceOf(IOException.class);
    }

    @Test
    @DisplayName("closes although its caller is interrupted or a thread of Undertow")
    void closeAnywhere() throws Exception {
        Set<Thread> before = threads();
        Transport interrupted = UndertowTransport.create(LOCAL, List.of()).start();
        Thread.currentThread().interrupt();
        interrupted.close();
        assertThat(Thread.interrupted()).isTrue();
        Transport inIoThread = UndertowTransport.create(LOCAL, List.of()).start();
        inIoThread.unwrap(Undertow.class).orElseThrow().getWorker().getIoThread().execute(inIoThread::close);
        Awaitility.await().until(() -> before.containsAll(threads()));
    }

    @Test
    @DisplayName("is made by Guice from the endpoints that modules contribute")
    void guice() throws Exception {
        Injector injector = Guice.createInjector(new UndertowTransportModule(LOCAL), new AbstractModule() {
            @Override
            protected void configure() {
                Multibinder.newSetBinder(binder(), Endpoint.class).addBinding().toInstance(NEWS);
            }
        });
        Transport transport = injector.getInstance(Transport.class);
        assertThat(injector.getInstance(Transport.class)).isSameAs(transport);
        try (transport; RawClient client = new RawClient(transport.start().port())) {
            assertThat(client.send(get("/news")).head()).startsWith("HTTP/1.1 200");
        }
    }

    @Test
    @DisplayName("is made by Guice with no endpoint at all")
    void guiceWithoutEndpoints() throws Exception {
        try (Transport transport = Guice.createInjector(new UndertowTransportModule(LOCAL)).getInstance(Transport.class)
                .start(); RawClient client = new RawClient(transport.port())) {
            assertThat(client.send(get("/news")).head()).startsWith("HTTP/1.1 404");
        }
    }

    private static Set<Thread> threads() {
        return Thread.getAllStackTraces().keySet().stream().filter(thread -> thread.getName().contains("XNIO"))
                .collect(Collectors.toSet());
    }
}
