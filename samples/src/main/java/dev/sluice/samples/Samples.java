package dev.sluice.samples;

import java.util.Set;

import com.google.inject.Guice;
import com.google.inject.Module;
import dev.sluice.Transport;
import dev.sluice.samples.chat.ChatModule;
import dev.sluice.samples.server.Background;
import dev.sluice.samples.ticker.TickerModule;
import jakarta.inject.Inject;

/** All samples, running on one server. */
final class Samples implements AutoCloseable {

    private final Transport transport;
    private final Set<Background> background;

    @Inject
    Samples(Transport transport, Set<Background> background) {
        this.transport = transport;
        this.background = background;
    }

    /** Starts the samples on this server. */
    static Samples start(Module server) {
        Samples samples = Guice.createInjector(server, new StartPageModule(), new TickerModule(), new ChatModule())
                .getInstance(Samples.class);
        samples.transport.start();
        samples.background.forEach(Background::start);
        return samples;
    }

    /** The port that is bound. */
    int port() {
        return transport.port();
    }

    /** Stops the work first, then says goodbye to the clients. */
    @Override
    public void close() {
        background.forEach(Background::close);
        transport.close();
    }
}
