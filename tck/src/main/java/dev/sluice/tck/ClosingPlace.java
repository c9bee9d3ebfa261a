package dev.sluice.tck;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;

import dev.sluice.Admission;
import dev.sluice.Close;
import dev.sluice.Endpoint;
import dev.sluice.OneWayStream;
import dev.sluice.StreamObserver;
import dev.sluice.Transport;

/** Where an application may get the idea to close its transport. */
enum ClosingPlace {
    /** A handler of a stream. */
    HANDLER,
    /** A gate. */
    GATE,
    /** What runs when a stream has ended. */
    WHEN_CLOSED,
    /** An observer that is told of an opening. */
    OPENED,
    /** An observer that is told of an end. */
    CLOSED,
    /** An observer that is told of a message from the client. */
    RECEIVED,
    /** An observer that is told of a message to the client. */
    SENT,
    /** An observer that is told of what waits. */
    QUEUED;

    /** Closes a transport from such a place, once. */
    static final class Closer {

        private final CompletableFuture<Transport> transport = new CompletableFuture<>();
        private final CompletableFuture<Duration> took = new CompletableFuture<>();
        private final AtomicBoolean asked = new AtomicBoolean();

        /** What to close. */
        void close(Transport what) {
            transport.complete(what);
        }

        /** How long it took, or takes. */
        Duration took() {
            return Waiting.get(took, "close() returns");
        }

        private void here() {
            if (asked.compareAndSet(false, true)) {
                long begin = System.nanoTime();
                transport.join().close();
                took.complete(Duration.ofNanos(System.nanoTime() - begin));
            }
        }

        /** Lets the stream end, or fills its outbox. */
        Endpoint lines(ClosingPlace place) {
            return Endpoint.at(Served.LINES_PATH).admit(opening -> {
                if (place == GATE) {
                    here();
                }
                return Admission.admitted();
            }).serve(Served.LINES, stream -> {
                if (place == HANDLER) {
                    here();
                } else if (place == WHEN_CLOSED) {
                    stream.whenClosed().thenRun(this::here);
                } else if (place == QUEUED) {
                    while (stream.isOpen()) {
                        stream.send("x".repeat(60_000));
                    }
                }
            }).build();
        }

        /** An echo. */
        Endpoint talk(ClosingPlace place) {
            return Served.talk(stream -> stream.forEach(stream::send));
        }

        /** Closes where it is told of what the place says. */
        StreamObserver observer(ClosingPlace place) {
            return new StreamObserver() {
                @Override
                public void opened(OneWayStream<?> stream) {
                    at(OPENED);
                }

                @Override
                public void closed(OneWayStream<?> stream, Close close) {
                    at(CLOSED);
                }

                @Override
                public void received(OneWayStream<?> stream, int bytes) {
                    at(RECEIVED);
                }

                @Override
                public void sent(OneWayStream<?> stream, int bytes) {
                    at(SENT);
                }

                @Override
                public void queued(OneWayStream<?> stream, int messages, long bytes) {
                    at(QUEUED);
                }

                private void at(ClosingPlace here) {
                    if (here == place) {
                        here();
                    }
                }
            };
        }

        /** Does what a client does to bring it about, on a connection that stays open meanwhile. */
        void trigger(ClosingPlace place, Wire wire) {
            switch (place) {
                case RECEIVED, SENT -> {
                    wire.write(request(Served.TALK_PATH));
                    wire.write(Frame.text("hello").bytes());
                }
                default -> wire.write(request(Served.LINES_PATH));
            }
        }

        private static String request(String path) {
            return "GET " + path + " HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                    + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n";
        }
    }
}
