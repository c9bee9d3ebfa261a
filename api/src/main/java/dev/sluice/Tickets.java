package dev.sluice;

import java.security.SecureRandom;
import java.time.Duration;
import java.util.Base64;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

import dev.sluice.internal.endpoint.PathTemplate;

/**
 * One-time tickets, for pages of browsers: their {@code EventSource} and {@code WebSocket} cannot set headers, so whoever
 * logs in by a header has nothing to show. A route behind the application's login gives out a ticket, and the page opens its
 * stream with it:
 *
 * <pre>{@code
 * Tickets tickets = Tickets.create(Duration.ofSeconds(30));
 * Endpoint quotes = Endpoint.at("/quotes").admit(tickets.gate()).serve(QUOTES, topic).build();
 *
 * // POST /ticket, behind the login
 * String ticket = tickets.issue(user.name(), "/quotes");
 *
 * // in the page
 * const ticket = await (await fetch("/ticket", {method: "POST"})).text();
 * const source = new EventSource("/quotes?ticket=" + ticket);
 * }</pre>
 *
 * <p>A ticket opens one stream, of one principal, at one endpoint, within its life time; showing it uses it up, even at the
 * wrong endpoint. {@code EventSource} reconnects with the same URL, which has a used ticket then: it is refused with status
 * 401 and gives up, and the page must fetch a new ticket and open another one in {@code onerror}. URLs are written to access
 * logs, where a ticket is of no use any more once it was shown.
 *
 * <p>Tickets live in this object, so the route and the stream must be of one process. Thread-safe.
 */
public final class Tickets {

    /** The parameter of the query that has the ticket. */
    public static final String PARAMETER = "ticket";

    private static final int MANY = 100_000;
    private static final int RANDOM_BYTES = 24;

    private final SecureRandom random = new SecureRandom();
    private final Duration lifeTime;
    private final TimeSource time;
    private final int maxOutstanding;

    // Guarded by this. The oldest first, so the first to expire; each is taken out by the one who shows it.
    private final Map<String, Grant> outstanding = new LinkedHashMap<>();

    private record Grant(String principal, String pathTemplate, long issued) {}

    private Tickets(Duration lifeTime, TimeSource time, int maxOutstanding) {
        Range.within(Range.SHORTEST, "lifeTime", lifeTime);
        Range.atLeast(1, "maxOutstanding", maxOutstanding);
        this.lifeTime = lifeTime;
        this.time = time;
        this.maxOutstanding = maxOutstanding;
    }

    /**
     * Tickets of which 100 000 may be outstanding.
     *
     * @param lifeTime how long a ticket may wait to be shown, 10 ms to 365 days; some seconds are enough
     * @throws IllegalArgumentException if the life time is out of range
     */
    public static Tickets create(Duration lifeTime) {
        return create(lifeTime, TimeSource.system(), MANY);
    }

    /**
     * Tickets.
     *
     * @param lifeTime how long a ticket may wait to be shown, 10 ms to 365 days; some seconds are enough
     * @param time where the life time is read from
     * @param maxOutstanding how many tickets may wait at once, 1 or more
     * @throws IllegalArgumentException if a value is out of range; the message names it, its value and the limit
     */
    public static Tickets create(Duration lifeTime, TimeSource time, int maxOutstanding) {
        return new Tickets(lifeTime, time, maxOutstanding);
    }

    /**
     * A new ticket.
     *
     * @param principal who may open the stream, and {@link Opening#principal()} of it
     * @param pathTemplate {@link Endpoint#pathTemplate()} of the endpoint
     * @return 32 characters that need no escape in a URL, 192 bits of them random
     * @throws IllegalArgumentException if the path template is malformed
     * @throws IllegalStateException if as many are outstanding as may be
     */
    public String issue(String principal, String pathTemplate) {
        PathTemplate.parse(pathTemplate);
        byte[] secret = new byte[RANDOM_BYTES];
        random.nextBytes(secret);
        String ticket = Base64.getUrlEncoder().withoutPadding().encodeToString(secret);
        remember(ticket, principal, pathTemplate);
        return ticket;
    }

    private synchronized void remember(String ticket, String principal, String pathTemplate) {
        long now = time.nanos();
        forgetExpired(now);
        if (outstanding.size() >= maxOutstanding) {
            throw new IllegalStateException(outstanding.size() + " tickets are outstanding, the limit is "
                    + maxOutstanding);
        }
        outstanding.put(ticket, new Grant(principal, pathTemplate, now));
    }

    /**
     * A gate that lets in whoever shows a ticket for its endpoint in the parameter {@value #PARAMETER} of the query, by the
     * name of the ticket's principal. Everybody else is refused with status 401, which does not say why.
     */
    public Gate gate() {
        return opening -> opening.query(PARAMETER).flatMap(this::use)
                .filter(grant -> grant.pathTemplate().equals(opening.pathTemplate()))
                .map(grant -> Admission.admittedAs(grant.principal()))
                // RFC 9110 section 11.6.1 wants a challenge.
                .orElseGet(
                        () -> new Admission.Refused(401, "this needs a ticket that is fresh, unused and for this place",
                                Headers.of("WWW-Authenticate", "Ticket")));
    }

    private synchronized Optional<Grant> use(String ticket) {
        forgetExpired(time.nanos());
        return Optional.ofNullable(outstanding.remove(ticket));
    }

    private void forgetExpired(long now) {
        Iterator<Grant> oldest = outstanding.values().iterator();
        while (oldest.hasNext() && now - oldest.next().issued() >= lifeTime.toNanos()) {
            oldest.remove();
        }
    }

    /** How many tickets wait to be shown; expired ones that nobody has looked at yet are among them. */
    public synchronized int outstanding() {
        return outstanding.size();
    }

    /** Without the tickets. */
    @Override
    public String toString() {
        return "Tickets[" + outstanding() + " of " + maxOutstanding + " outstanding, each for " + lifeTime + "]";
    }
}
