package dev.sluice.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.DoubleSupplier;
import java.util.stream.Collectors;

import dev.sluice.Admission;
import dev.sluice.Channel;
import dev.sluice.Codec;
import dev.sluice.Endpoint;
import dev.sluice.MicrometerObserver;
import dev.sluice.OneWayChannel;
import dev.sluice.Overflow;
import dev.sluice.Protocol;
import dev.sluice.Topic;
import dev.sluice.TransportConfig;
import dev.sluice.TwoWayChannel;
import dev.sluice.internal.engine.RecordedLink.Fault;
import dev.sluice.spi.LinkEnd;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@DisplayName("Meters by Micrometer")
@Timeout(20)
class MicrometerObserverTest {

    private static final OneWayChannel<String> NEWS = Channel.oneWay("news", Codec.text());
    private static final TwoWayChannel<String, String> TALK = Channel.twoWay("talk", Codec.text(), Codec.text());

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final AtomicLong clock = new AtomicLong();
    private final Topic<String> topic = Topic.of(NEWS).whenBehind(Overflow.<String>dropOldest()).create();
    private final StreamEngine engine = engine(MicrometerObserver.of(registry));

    private StreamEngine engine(MicrometerObserver observer) {
        return new StreamEngine(
                TransportConfig.builder().drainTime(Duration.ofMillis(200)).closeTimeout(Duration.ofMillis(100))
                        .outboxMessages(4).time(clock::get).observer(observer).build(),
                List.of(Endpoint.at("/news/{of}").admit(opening -> opening.path("of").equals("secret")
                        ? Admission.refused(403, "no")
                        : Admission.admittedAs("somebody")).serve(NEWS, topic).build(),
                        Endpoint.at("/talk").over(Protocol.WEB_SOCKET)
                                .serve(TALK, stream -> stream.forEach(stream::send)).build()));
    }

    @AfterEach
    void close() {
        engine.close();
    }

    private double count(String name, String... tags) {
        return registry.get(name).tags(tags).counter().count();
    }

    private static void awaitCount(double expected, DoubleSupplier actual) {
        await().atMost(Duration.ofSeconds(10)).pollInterval(Duration.ofMillis(5))
                .until(() -> actual.getAsDouble() == expected);
    }

    @Test
    void countStreamsByEndpointProtocolAndCause() {
        String[] tags = {"endpoint", "/news/{of}", "protocol", "sse"};
        RecordedLink first = RecordedLink.open(engine.answer(Requests.get("/news/today"))).awaitText("retry");
        RecordedLink second = RecordedLink.open(engine.answer(Requests.get("/news/past"))).awaitText("retry");
        assertThat(count("sluice.streams.opened", tags)).isEqualTo(2);
        assertThat(registry.get("sluice.streams.open").tags(tags).gauge().value()).isEqualTo(2);
        clock.addAndGet(Duration.ofSeconds(3).toNanos());
        first.end(LinkEnd.PEER_ENDED).awaitEnd();
        second.end(LinkEnd.BROKEN).awaitEnd();
        awaitCount(0, () -> registry.get("sluice.streams.open").tags(tags).gauge().value());
        awaitCount(2, () -> registry.get("sluice.stream.duration").tags(tags).timer().count());
        assertThat(registry.get("sluice.stream.duration").tags(tags).timer().totalTime(TimeUnit.SECONDS))
                .isEqualTo(6);
        assertThat(count("sluice.streams.closed", "endpoint", "/news/{of}", "cause", "peer_closed")).isEqualTo(1);
        assertThat(count("sluice.streams.closed", "endpoint", "/news/{of}", "cause", "lost")).isEqualTo(1);
    }

    @Test
    void countRefusals() {
        engine.answer(Requests.get("/news/secret"));
        engine.answer(Requests.get("/news/secret"));
        engine.answer(Requests.get("/talk"));
        assertThat(count("sluice.streams.refused", "endpoint", "/news/{of}", "status", "403")).isEqualTo(2);
        assertThat(count("sluice.streams.refused", "endpoint", "/talk", "status", "426")).isEqualTo(1);
    }

    @Test
    void countMessagesAndBytes() {
        String[] tags = {"endpoint", "/talk", "protocol", "web_socket"};
        RecordedLink link = RecordedLink.open(engine.answer(Requests.webSocket("/talk")));
        link.receiveText("one").receiveText("three").awaitText("three");
        awaitCount(2, () -> count("sluice.messages.sent", tags));
        assertThat(count("sluice.messages.received", tags)).isEqualTo(2);
        assertThat(count("sluice.bytes.received", tags)).isEqualTo(8);
        awaitCount(12, () -> count("sluice.bytes.sent", tags));
        link.end(LinkEnd.BROKEN);
    }

    @Test
    void countDropsAndWhatWaits() {
        String[] tags = {"endpoint", "/news/{of}", "protocol", "sse"};
        RecordedLink.open(engine.answer(Requests.get("/news/today")), Fault.STUCK);
        await().until(() -> topic.size() == 1);
        for (int i = 0; i < 100; i++) {
            topic.publish("message " + i);
        }
        awaitCount(96, () -> count("sluice.messages.dropped", tags));
        clock.addAndGet(Duration.ofSeconds(2).toNanos());
        awaitCount(1, () -> registry.get("sluice.queue").tags(tags).summary().count());
        assertThat(registry.get("sluice.queue").tags(tags).summary().max()).isEqualTo(4);
    }

    @Test
    void haveTagsThatNoClientChooses() {
        for (int i = 0; i < 20; i++) {
            RecordedLink.open(engine.answer(Requests.get("/news/" + i, "X-Name", "value " + i))).awaitText("retry");
        }
        int meters = registry.getMeters().size();
        RecordedLink.open(engine.answer(Requests.get("/news/another"))).awaitText("retry");
        assertThat(registry.getMeters()).hasSize(meters);
        Set<String> keys = registry.getMeters().stream().map(Meter::getId).flatMap(id -> id.getTags().stream())
                .map(Tag::getKey).collect(Collectors.toCollection(TreeSet::new));
        assertThat(keys).containsExactly("endpoint", "protocol");
    }

    @Test
    void mayHaveTagsOfTheApplicationToo() {
        StreamEngine other = engine(MicrometerObserver.of(registry, Tags.of("server", "b")));
        RecordedLink.open(other.answer(Requests.get("/news/today"))).awaitText("retry");
        assertThat(count("sluice.streams.opened", "server", "b", "protocol", "sse")).isEqualTo(1);
        other.close();
    }
}
