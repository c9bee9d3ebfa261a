package dev.sluice.samples;

import java.util.Set;

import com.google.inject.Guice;
import com.google.inject.Module;
import dev.sluice.samples.chat.ChatModule;
import dev.sluice.samples.server.Background;
import dev.sluice.samples.server.Server;
import dev.sluice.samples.ticker.TickerModule;
import jakarta.inject.Inject;

/** All samples, running on one server. */
final class Samples implements AutoCloseable {

    private final Server server;
    private final Set<Background> background;

    @Inject
    Samples(Server server, Set<Background> background) {
        this.server = server;
        this.background = background;
    }

    /** Starts the samples on this server. */
    static Samples start(Module serverModule) {
        Samples samples = Guice
                .createInjector(serverModule, new StartPageModule(), new TickerModule(), new ChatModule())
                .getInstance(Samples.class);
        samples.server.start();
        samples.background.forEach(Background::start);
        return samples;
    }

    /** The port that is bound. */
    int port() {
        return server.port();
    }

    /** Stops the work first, then says goodbye to the clients. */
    @Override
    public void close() {
        background.forEach(Background::close);
        server.close();
    }
}
