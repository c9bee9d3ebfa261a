package dev.sluice.client;

import java.net.URI;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

import dev.sluice.Protocol;
import dev.sluice.TimeSource;
import dev.sluice.client.internal.carrier.Settings;

/** A client being built. Everything has a default. For one thread. */
public final class SluiceClientBuilder {

    private static final Duration SHORTEST = Duration.ofMillis(10);
    private static final Duration LONGEST = Duration.ofDays(1);
    private static final int USUAL_MESSAGE = 16 * 1024 * 1024;

    private final URI endpoint;
    private final Map<String, Supplier<String>> headers = new LinkedHashMap<>();
    private Optional<HttpClient> http = Optional.empty();
    private Set<Protocol> protocols = EnumSet.allOf(Protocol.class);
    private Backoff backoff = Backoff.between(Duration.ofMillis(500), Duration.ofSeconds(30));
    private Duration connectTimeout = Duration.ofSeconds(10);
    private Duration silence = Duration.ofSeconds(60);
    private int largestMessage = USUAL_MESSAGE;
    private TimeSource time = TimeSource.system();
    private Settings.Pause pause = Thread::sleep;

    SluiceClientBuilder(URI endpoint) {
        this.endpoint = asHttp(endpoint);
    }

    private static URI asHttp(URI endpoint) {
        String scheme = switch (String.valueOf(endpoint.getScheme())) {
            case "http", "ws" -> "http";
            case "https", "wss" -> "https";
            default -> throw new IllegalArgumentException(endpoint + " is none of http, https, ws or wss");
        };
        if (endpoint.getHost() == null || endpoint.getRawFragment() != null) {
            throw new IllegalArgumentException(endpoint + " has no host, or a fragment");
        }
        return URI.create(scheme + endpoint.toString().substring(endpoint.toString().indexOf(':')));
    }

    /**
     * Makes the connections by this client of HTTP, whose TLS, proxy and version of HTTP they have; it is not closed. Without it the
     * client has its own, which speaks HTTP/2 with TLS where the server does, and else HTTP/1.1.
     */
    public SluiceClientBuilder http(HttpClient client) {
        http = Optional.of(client);
        return this;
    }

    /** Sends this header with every request, such as {@code Authorization}. The value is asked for anew each time. */
    public SluiceClientBuilder header(String name, Supplier<String> value) {
        headers.put(name, value);
        return this;
    }

    /** Uses these protocols alone; WebSocket is tried first where both are said. Without it, both. */
    public SluiceClientBuilder over(Protocol first, Protocol... more) {
        protocols = EnumSet.of(first, more);
        return this;
    }

    /** Waits so before it tries again; between 500 ms and 30 s if not said. */
    public SluiceClientBuilder backoff(Backoff wait) {
        backoff = wait;
        return this;
    }

    /**
     * How long it may take until a server answers; 10 s if not said.
     *
     * @param timeout 10 ms to a day
     * @throws IllegalArgumentException if it is out of range
     */
    public SluiceClientBuilder connectTimeout(Duration timeout) {
        connectTimeout = inRange("connectTimeout", timeout);
        return this;
    }

    /**
     * How long a server may say nothing, heartbeats included, before the connection is taken for lost; 60 s if not said. On a
     * WebSocket the server is pinged at half of it.
     *
     * @param longest 10 ms to a day, and more than the server's heartbeat
     * @throws IllegalArgumentException if it is out of range
     */
    public SluiceClientBuilder silence(Duration longest) {
        silence = inRange("silence", longest);
        return this;
    }

    /**
     * The largest message that is taken, with its header line; 16 MiB if not said. A larger one ends the stream with code 1002.
     *
     * @param bytes 1024 or more
     * @throws IllegalArgumentException if it is less
     */
    public SluiceClientBuilder largestMessage(int bytes) {
        if (bytes < 1_024) {
            throw new IllegalArgumentException("largestMessage is " + bytes + ", the least is 1024");
        }
        largestMessage = bytes;
        return this;
    }

    /** Tells the time by this source, for how long a connection stood and a server was silent. */
    public SluiceClientBuilder time(TimeSource source) {
        time = source;
        return this;
    }

    /** Waits so between attempts, for tests. */
    SluiceClientBuilder pause(Settings.Pause how) {
        pause = how;
        return this;
    }

    private static Duration inRange(String name, Duration value) {
        if (value.compareTo(SHORTEST) < 0 || value.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException(
                    name + " is " + value + ", it may be " + SHORTEST + " to " + LONGEST);
        }
        return value;
    }

    /** The client, which has no connection yet. */
    public SluiceClient build() {
        HttpClient.Version version = endpoint.getScheme().equals("https")
                ? HttpClient.Version.HTTP_2
                : HttpClient.Version.HTTP_1_1;
        HttpClient client = http.orElseGet(() -> HttpClient.newBuilder().version(version)
                .connectTimeout(connectTimeout).build());
        return new SluiceClient(new Settings(endpoint, client, Map.copyOf(headers), Set.copyOf(protocols),
                connectTimeout, silence, largestMessage, backoff, pause, time), http.isEmpty());
    }
}
