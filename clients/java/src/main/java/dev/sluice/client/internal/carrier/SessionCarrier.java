package dev.sluice.client.internal.carrier;

import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

import dev.sluice.Protocol;
import dev.sluice.client.internal.wire.ClientFrame;
import dev.sluice.client.internal.wire.FrameReader;
import dev.sluice.client.internal.wire.MalformedException;
import dev.sluice.client.internal.wire.ServerEvent;
import dev.sluice.client.internal.wire.ServerFrame;

/**
 * A session: frames come as events, and go by POST. It survives the end of a response: the next one goes on behind the last event
 * that came. The receiving thread alone changes {@code events} and {@code last}.
 */
final class SessionCarrier implements Carrier {

    private static final int GONE = 410;
    private static final Duration GOODBYE = Duration.ofSeconds(5);
    private static final String NEVER = "never";

    private final Settings settings;
    private final Session session;
    private final FrameReader reader;
    private final Upstream upstream;
    private volatile EventStream events;
    private volatile long last;
    private volatile Optional<CarrierEnd> over = Optional.empty();
    private int attempts;

    private SessionCarrier(Settings settings, boolean shared, Session session, EventStream events) {
        this.settings = settings;
        this.session = session;
        this.events = events;
        this.reader = new FrameReader(shared);
        this.upstream = new Upstream(new Poster(settings, session, () -> last), this::end);
    }

    /**
     * A new session.
     *
     * @throws CarrierEndedException if there is none
     */
    static SessionCarrier open(Settings settings, boolean shared, Optional<String> cursor)
            throws InterruptedException {
        HttpRequest.Builder request = settings.request();
        Settings.resume(request, cursor);
        EventStream events = new Events(settings).get(request);
        SessionCarrier carrier = new SessionCarrier(settings, shared, session(events), events);
        carrier.upstream.start();
        return carrier;
    }

    private static Session session(EventStream events) throws InterruptedException {
        ServerEvent event = events.next();
        while (!(event instanceof ServerEvent.Event)) {
            event = events.next();
        }
        if (event instanceof ServerEvent.Event it && it.type().equals("sluice-session")) {
            return Session.parse(it.data());
        }
        events.close();
        throw new CarrierEndedException(new CarrierEnd.Malformed("the first event is no 'sluice-session'"));
    }

    @Override
    public Protocol protocol() {
        return Protocol.SSE;
    }

    @Override
    public ServerFrame receive() throws InterruptedException {
        while (true) {
            ServerEvent event = next();
            if (event instanceof ServerEvent.Event it && isNew(it)) {
                upstream.received();
                if (it.type().equals("sluice-end")) {
                    end(ended(it.data()));
                } else if (it.type().equals("message")) {
                    return reader.read(it.data().getBytes(StandardCharsets.UTF_8));
                }
            }
        }
    }

    private ServerEvent next() throws InterruptedException {
        while (true) {
            over.ifPresent(end -> {
                throw new CarrierEndedException(end);
            });
            try {
                return events.next();
            } catch (CarrierEndedException e) {
                if (over.isEmpty()) {
                    events = goOn();
                }
            }
        }
    }

    /** Whether it is the next one; if some are missing the response is given up, so that they come again. */
    private boolean isNew(ServerEvent.Event event) {
        long number = event.id().filter(id -> id.matches("[0-9]{1,18}")).map(Long::parseLong).orElse(0L);
        if (number == last + 1) {
            last = number;
            attempts = 0;
            return true;
        }
        if (number > last) {
            events.close();
        }
        return false;
    }

    private EventStream goOn() throws InterruptedException {
        long since = settings.time().nanos();
        while (true) {
            settings.pause().pause(attempts == 0 ? Duration.ZERO : settings.backoff().delay(attempts - 1));
            attempts++;
            HttpRequest.Builder request = settings.request();
            session.name(request);
            Settings.resume(request, Optional.of(Long.toString(last)));
            try {
                return new Events(settings).get(request);
            } catch (CarrierEndedException e) {
                over.ifPresent(end -> {
                    throw new CarrierEndedException(end);
                });
                if (!isWorthwhile(e.end(), Duration.ofNanos(settings.time().nanos() - since))) {
                    end(e.end());
                    throw new CarrierEndedException(over.orElse(e.end()));
                }
            }
        }
    }

    private boolean isWorthwhile(CarrierEnd end, Duration away) {
        boolean forGood = end instanceof CarrierEnd.Refused refused && refused.isForGood();
        return !forGood && away.compareTo(session.grace()) < 0;
    }

    private static CarrierEnd ended(String data) {
        int line = data.indexOf('\n');
        String[] words = (line < 0 ? data : data.substring(0, line)).split(" ", -1);
        String reason = line < 0 ? "" : data.substring(line + 1);
        if (words.length != 2 || !words[0].matches("[0-9]{3,4}") || !words[1].matches("[0-9]{1,15}|" + NEVER)) {
            throw new MalformedException("the data of 'sluice-end' is not 'code retry'");
        }
        boolean never = words[1].equals(NEVER);
        return new CarrierEnd.Closed(Integer.parseInt(words[0]), reason,
                never ? Optional.empty() : Optional.of(Duration.ofMillis(Long.parseLong(words[1]))), never);
    }

    /** The first end is the only one. A session that is gone is a connection that was lost: the next one may go on. */
    private synchronized void end(CarrierEnd end) {
        if (over.isEmpty()) {
            boolean gone = end instanceof CarrierEnd.Refused refused && refused.status() == GONE;
            over = Optional.of(gone ? CarrierEnd.lost("the session is over") : end);
            upstream.stop();
            events.close();
        }
    }

    @Override
    public CompletionStage<?> send(ClientFrame frame) {
        return upstream.send(frame);
    }

    @Override
    public void close(int code, String reason) {
        upstream.send(ClientFrame.end("", code, reason));
        CompletableFuture.delayedExecutor(GOODBYE.toMillis(), TimeUnit.MILLISECONDS).execute(this::abort);
    }

    @Override
    public void abort() {
        end(CarrierEnd.lost("it was cut"));
    }
}
