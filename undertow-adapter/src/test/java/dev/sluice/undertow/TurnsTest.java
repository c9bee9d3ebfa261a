package dev.sluice.undertow;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

import io.undertow.Undertow;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The turns of an I/O thread")
class TurnsTest {

    private final AtomicBoolean over = new AtomicBoolean();
    private final Undertow server = Undertow.builder().setIoThreads(1).addHttpListener(0, "127.0.0.1")
            .setHandler(exchange -> exchange.getResponseSender().send("here")).build();

    @AfterEach
    void stop() {
        over.set(true);
        server.stop();
    }

    /** Adds itself again and again, as the links of a busy topic do. */
    private final class Busy implements Runnable {

        private final Turns turns = Turns.ofCurrentThread();

        @Override
        public void run() {
            if (!over.get()) {
                turns.add(this);
            }
        }
    }

    @Test
    @DisplayName("come again and again without keeping the thread from its connections")
    void selectorHasItsTurn() throws Exception {
        server.start();
        server.getWorker().getIoThread().execute(() -> new Busy().run());
        URI uri = URI.create("http://127.0.0.1:"
                + ((InetSocketAddress) server.getListenerInfo().get(0).getAddress()).getPort());
        try (HttpClient client = HttpClient.newHttpClient()) {
            for (int i = 0; i < 5; i++) {
                HttpRequest request = HttpRequest.newBuilder(uri).timeout(Duration.ofSeconds(10)).build();
                assertThat(client.send(request, BodyHandlers.ofString()).body()).isEqualTo("here");
            }
        }
    }

    @Test
    @DisplayName("run all that is added, from any thread, also while they run")
    void losesNothing() throws Exception {
        server.start();
        CountDownLatch ran = new CountDownLatch(30_000);
        server.getWorker().getIoThread().execute(() -> {
            Turns turns = Turns.ofCurrentThread();
            for (int thread = 0; thread < 3; thread++) {
                Thread.ofVirtual().start(() -> {
                    for (int i = 0; i < 10_000; i++) {
                        turns.add(ran::countDown);
                    }
                });
            }
        });

        assertThat(ran.await(10, TimeUnit.SECONDS)).isTrue();
    }
}
