package dev.sluice.internal.session;

import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;

import dev.sluice.Channel;
import dev.sluice.Codec;
import dev.sluice.Headers;
import dev.sluice.Opening;
import dev.sluice.TransportConfig;
import dev.sluice.internal.endpoint.EndpointSpec;
import dev.sluice.internal.frame.FrameParser;
import dev.sluice.internal.http.Responses;
import dev.sluice.internal.stream.Carriage;
import dev.sluice.internal.stream.Observers;
import dev.sluice.internal.stream.Sharing;
import dev.sluice.internal.stream.SseConnection;
import dev.sluice.internal.websocket.CloseCode;
import dev.sluice.internal.websocket.ProtocolViolation;
import dev.sluice.spi.Answer;
import dev.sluice.spi.HttpRequest;
import dev.sluice.spi.HttpVersion;

/** The sessions of a transport, found by their secrets. Thread-safe. */
public final class Sessions {

    /** The header that says up to which of the client's frames all was taken. */
    public static final String RECEIVED = "Sluice-Received";

    private static final String SECRET = "Sluice-Session";
    private static final String SEQUENCE = "Sluice-Sequence";
    private static final String LAST_EVENT_ID = "Last-Event-ID";
    private static final int SMALLEST_LIMIT = 64 << 10;
    private static final int LENGTH_LINE = 16;

    private final TransportConfig config;
    private final Observers observers;
    private final int largestBody;
    private final Secrets secrets = new Secrets();
    private final Map<String, Session> open = new ConcurrentHashMap<>();

    /** No sessions yet. */
    public Sessions(TransportConfig config, Observers observers) {
        this.config = config;
        this.observers = observers;
        this.largestBody = (int) Math.min(Integer.MAX_VALUE,
                Math.max(SMALLEST_LIMIT, (long) config.limits().maxMessageBytes() + LENGTH_LINE));
    }

    /** Whether a request to such an endpoint is one of a session that is there, or should be, and opens nothing. */
    public static boolean concerns(HttpRequest request, EndpointSpec endpoint) {
        return endpoint.hasSessions()
                && (request.method().equals("POST") || request.headers().first(SECRET).isPresent());
    }

    /**
     * Opens a session.
     *
     * @param incoming how the client's messages are decoded; empty if many streams share the session
     * @param sharing these streams
     */
    public <I, O> Answer open(Opening opening, HttpVersion version, Channel<O> channel, Optional<Codec<I>> incoming,
            Optional<Sharing> sharing, Carriage.Listener listener) {
        String secret = secrets.next();
        Session session = new Session(secret, opening, channel, incoming, sharing, config, observers, listener,
                () -> open.remove(secret));
        open.put(secret, session);
        return new Answer.Stream(SseConnection.headers(version), session.firstLink(largestBody));
    }

    /** Answers a request of a session: by a link, or by taking what the client says. */
    public Answer answer(HttpRequest request) {
        Optional<String> secret = request.headers().first(SECRET);
        if (secret.isEmpty()) {
            return malformed("no " + SECRET);
        }
        Session session = open.get(secret.get());
        if (session == null || !session.stream().opening().path().equals(request.rawPath())) {
            return over();
        }
        return request.method().equals("POST") ? post(request, session) : comeBack(request, session);
    }

    private static Answer comeBack(HttpRequest request, Session session) {
        OptionalLong seen = number(request, LAST_EVENT_ID, 0);
        if (seen.isEmpty()) {
            return malformed(LAST_EVENT_ID + " is not the number of an event");
        }
        Optional<SessionLink> link = session.nextLink(seen.getAsLong());
        return link.isEmpty() ? over() : new Answer.Stream(SseConnection.headers(request.version()), link.get());
    }

    private Answer post(HttpRequest request, Session session) {
        OptionalLong first = number(request, SEQUENCE, 1);
        OptionalLong seen = request.headers().first(LAST_EVENT_ID).isEmpty()
                ? OptionalLong.of(0)
                : number(request, LAST_EVENT_ID, 0);
        if (first.isEmpty() || seen.isEmpty()) {
            session.up().refuse(new ProtocolViolation(CloseCode.PROTOCOL_ERROR, "a header of a POST is no number"));
            return malformed(SEQUENCE + " or " + LAST_EVENT_ID + " is not a number");
        }
        session.acknowledge(seen.getAsLong());
        return new Answer.Receive(largestBody, config.timing().writeTimeout(),
                Responses.refuse(413, "the body is too large, the limit is " + largestBody),
                body -> posted(session, first.getAsLong(), body));
    }

    private static Answer.Response posted(Session session, long first, byte[] body) {
        return switch (session.up().post(first, body)) {
            case TAKEN -> new Answer.Response(204, Headers.of("Cache-Control", "no-store", RECEIVED,
                    Long.toString(session.up().received())), "");
            case GAP -> Responses.refuse(409, "a frame is missing before these", RECEIVED,
                    Long.toString(session.up().received()));
            case MALFORMED -> malformed("the session has ended with what it was told");
            case OVER -> over();
        };
    }

    private static OptionalLong number(HttpRequest request, String header, long least) {
        String text = request.headers().first(header).orElse("");
        if (!text.matches("[0-9]{1,16}")) {
            return OptionalLong.empty();
        }
        long number = Long.parseLong(text);
        return number < least || number > FrameParser.MOST_ID ? OptionalLong.empty() : OptionalLong.of(number);
    }

    private static Answer.Response malformed(String what) {
        return Responses.refuse(400, what);
    }

    private static Answer.Response over() {
        return Responses.refuse(410, "the session is over");
    }
}
