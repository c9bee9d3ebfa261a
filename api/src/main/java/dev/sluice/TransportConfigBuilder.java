package dev.sluice;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** A {@link TransportConfig} being built; each method sets the value that it is named after. Not thread-safe. */
public final class TransportConfigBuilder {

    private String host = "0.0.0.0";
    private int port = 8080;
    private Optional<Tls> tls = Optional.empty();
    private Set<String> allowedOrigins = Set.of();
    private boolean allowCredentials = false;
    private Optional<Compression> compression = Optional.empty();
    private Optional<AsyncApi> asyncApi = Optional.empty();
    private TimeSource time = TimeSource.system();
    private int maxMessageBytes = 1 << 20;
    private int maxFrameBytes = 1 << 20;
    private int maxFragments = 1_024;
    private int maxMessagesPerSecond = 10_000;
    private int inboxMessages = 64;
    private int outboxMessages = 1_024;
    private int outboxBytes = 4 << 20;
    private int maxHeaders = 100;
    private int maxHeaderBytes = 16 << 10;
    private int maxStreams = 100_000;
    private int maxStreamsPerAddress = 10_000;
    private int maxOpeningsPerSecond = 10_000;
    private int maxSubscriptions = 256;
    private Duration heartbeat = Duration.ofSeconds(25);
    private Duration pongTimeout = Duration.ofSeconds(10);
    private Duration writeTimeout = Duration.ofSeconds(30);
    private Duration closeTimeout = Duration.ofSeconds(5);
    private Duration drainTime = Duration.ofSeconds(10);
    private Duration gateTimeout = Duration.ofSeconds(10);
    private Optional<Duration> maxAge = Optional.empty();
    private Duration sseRetry = Duration.ofSeconds(3);
    private Duration sessionGrace = Duration.ofSeconds(30);
    private List<StreamObserver> observers = List.of();

    TransportConfigBuilder() {}

    TransportConfigBuilder(TransportConfig from) {
        host = from.host();
        port = from.port();
        tls = from.tls();
        allowedOrigins = from.allowedOrigins();
        allowCredentials = from.allowCredentials();
        compression = from.compression();
        asyncApi = from.asyncApi();
        time = from.time();
        maxMessageBytes = from.limits().maxMessageBytes();
        maxFrameBytes = from.limits().maxFrameBytes();
        maxFragments = from.limits().maxFragments();
        maxMessagesPerSecond = from.limits().maxMessagesPerSecond();
        inboxMessages = from.limits().inboxMessages();
        outboxMessages = from.limits().outboxMessages();
        outboxBytes = from.limits().outboxBytes();
        maxHeaders = from.limits().maxHeaders();
        maxHeaderBytes = from.limits().maxHeaderBytes();
        maxStreams = from.limits().maxStreams();
        maxStreamsPerAddress = from.limits().maxStreamsPerAddress();
        maxOpeningsPerSecond = from.limits().maxOpeningsPerSecond();
        maxSubscriptions = from.limits().maxSubscriptions();
        heartbeat = from.timing().heartbeat();
        pongTimeout = from.timing().pongTimeout();
        writeTimeout = from.timing().writeTimeout();
        closeTimeout = from.timing().closeTimeout();
        drainTime = from.timing().drainTime();
        gateTimeout = from.timing().gateTimeout();
        maxAge = from.timing().maxAge();
        sseRetry = from.timing().sseRetry();
        sessionGrace = from.timing().sessionGrace();
        observers = from.observers();
    }

    /** Sets {@link TransportConfig#host()}; the default is {@code "0.0.0.0"}. */
    public TransportConfigBuilder host(String value) {
        host = value;
        return this;
    }

    /** Sets {@link TransportConfig#port()}; the default is 8080. */
    public TransportConfigBuilder port(int value) {
        port = value;
        return this;
    }

    /** Sets {@link TransportConfig#tls()}; the default is none. */
    public TransportConfigBuilder tls(Tls value) {
        tls = Optional.of(value);
        return this;
    }

    /** Sets {@link TransportConfig#allowedOrigins()}; the default is none. */
    public TransportConfigBuilder allowedOrigins(Set<String> value) {
        allowedOrigins = value;
        return this;
    }

    /** Sets {@link TransportConfig#allowCredentials()}; the default is false. */
    public TransportConfigBuilder allowCredentials(boolean value) {
        allowCredentials = value;
        return this;
    }

    /** Sets {@link TransportConfig#compression()}; the default is none. */
    public TransportConfigBuilder compression(Compression value) {
        compression = Optional.of(value);
        return this;
    }

    /** Sets {@link TransportConfig#asyncApi()}; the default is none. */
    public TransportConfigBuilder asyncApi(AsyncApi value) {
        asyncApi = Optional.of(value);
        return this;
    }

    /** Sets {@link TransportConfig#time()}; the default is {@link TimeSource#system()}. */
    public TransportConfigBuilder time(TimeSource value) {
        time = value;
        return this;
    }

    /** Sets {@link Limits#maxMessageBytes()}; the default is 1 MiB. */
    public TransportConfigBuilder maxMessageBytes(int value) {
        maxMessageBytes = value;
        return this;
    }

    /** Sets {@link Limits#maxFrameBytes()}; the default is 1 MiB. */
    public TransportConfigBuilder maxFrameBytes(int value) {
        maxFrameBytes = value;
        return this;
    }

    /** Sets {@link Limits#maxFragments()}; the default is 1024. */
    public TransportConfigBuilder maxFragments(int value) {
        maxFragments = value;
        return this;
    }

    /** Sets {@link Limits#maxMessagesPerSecond()}; the default is 10 000. */
    public TransportConfigBuilder maxMessagesPerSecond(int value) {
        maxMessagesPerSecond = value;
        return this;
    }

    /** Sets {@link Limits#inboxMessages()}; the default is 64. */
    public TransportConfigBuilder inboxMessages(int value) {
        inboxMessages = value;
        return this;
    }

    /** Sets {@link Limits#outboxMessages()}; the default is 1024. */
    public TransportConfigBuilder outboxMessages(int value) {
        outboxMessages = value;
        return this;
    }

    /** Sets {@link Limits#outboxBytes()}; the default is 4 MiB. */
    public TransportConfigBuilder outboxBytes(int value) {
        outboxBytes = value;
        return this;
    }

    /** Sets {@link Limits#maxHeaders()}; the default is 100. */
    public TransportConfigBuilder maxHeaders(int value) {
        maxHeaders = value;
        return this;
    }

    /** Sets {@link Limits#maxHeaderBytes()}; the default is 16 KiB. */
    public TransportConfigBuilder maxHeaderBytes(int value) {
        maxHeaderBytes = value;
        return this;
    }

    /** Sets {@link Limits#maxStreams()}; the default is 100 000. */
    public TransportConfigBuilder maxStreams(int value) {
        maxStreams = value;
        return this;
    }

    /** Sets {@link Limits#maxStreamsPerAddress()}; the default is 10 000. */
    public TransportConfigBuilder maxStreamsPerAddress(int value) {
        maxStreamsPerAddress = value;
        return this;
    }

    /** Sets {@link Limits#maxOpeningsPerSecond()}; the default is 10 000. */
    public TransportConfigBuilder maxOpeningsPerSecond(int value) {
        maxOpeningsPerSecond = value;
        return this;
    }

    /** Sets {@link Limits#maxSubscriptions()}; the default is 256. */
    public TransportConfigBuilder maxSubscriptions(int value) {
        maxSubscriptions = value;
        return this;
    }

    /** Sets {@link Timing#heartbeat()}; the default is 25 s. */
    public TransportConfigBuilder heartbeat(Duration value) {
        heartbeat = value;
        return this;
    }

    /** Sets {@link Timing#pongTimeout()}; the default is 10 s. */
    public TransportConfigBuilder pongTimeout(Duration value) {
        pongTimeout = value;
        return this;
    }

    /** Sets {@link Timing#writeTimeout()}; the default is 30 s. */
    public TransportConfigBuilder writeTimeout(Duration value) {
        writeTimeout = value;
        return this;
    }

    /** Sets {@link Timing#closeTimeout()}; the default is 5 s. */
    public TransportConfigBuilder closeTimeout(Duration value) {
        closeTimeout = value;
        return this;
    }

    /** Sets {@link Timing#drainTime()}; the default is 10 s. */
    public TransportConfigBuilder drainTime(Duration value) {
        drainTime = value;
        return this;
    }

    /** Sets {@link Timing#gateTimeout()}; the default is 10 s. */
    public TransportConfigBuilder gateTimeout(Duration value) {
        gateTimeout = value;
        return this;
    }

    /** Sets {@link Timing#maxAge()}; the default is none. */
    public TransportConfigBuilder maxAge(Duration value) {
        maxAge = Optional.of(value);
        return this;
    }

    /** Sets {@link Timing#sseRetry()}; the default is 3 s. */
    public TransportConfigBuilder sseRetry(Duration value) {
        sseRetry = value;
        return this;
    }

    /** Sets {@link Timing#sessionGrace()}; the default is 30 s. */
    public TransportConfigBuilder sessionGrace(Duration value) {
        sessionGrace = value;
        return this;
    }

    /** Adds to {@link TransportConfig#observers()}; the default is none. */
    public TransportConfigBuilder observer(StreamObserver value) {
        List<StreamObserver> more = new ArrayList<>(observers);
        more.add(value);
        observers = more;
        return this;
    }

    /**
     * The configuration.
     *
     * @throws IllegalArgumentException if a value is out of range; the message names it, its value and the limit
     */
    public TransportConfig build() {
        Limits limits = new Limits(maxMessageBytes, maxFrameBytes, maxFragments, maxMessagesPerSecond, inboxMessages,
                outboxMessages, outboxBytes, maxHeaders, maxHeaderBytes, maxStreams, maxStreamsPerAddress,
                maxOpeningsPerSecond, maxSubscriptions);
        Timing timing = new Timing(heartbeat, pongTimeout, writeTimeout, closeTimeout, drainTime, gateTimeout, maxAge,
                sseRetry, sessionGrace);
        return new TransportConfig(host, port, tls, allowedOrigins, allowCredentials, limits, timing, compression,
                asyncApi, observers, time);
    }
}
