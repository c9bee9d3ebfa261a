package dev.sluice.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import dev.sluice.Admission;
import dev.sluice.Channel;
import dev.sluice.Codec;
import dev.sluice.Endpoint;
import dev.sluice.OneWayChannel;
import dev.sluice.TransportConfig;
import dev.sluice.TransportConfigBuilder;
import dev.sluice.fixtures.Clock;
import dev.sluice.fixtures.Crew;
import dev.sluice.internal.engine.Quotas.Entry;
import dev.sluice.spi.Answer;
import dev.sluice.spi.HttpVersion;
import dev.sluice.spi.LinkEnd;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@DisplayName("The quotas of a transport")
@ExtendWith(QuietLog.class)
class QuotasTest {

    private static final InetSocketAddress HERE = new InetSocketAddress(InetAddress.getLoopbackAddress(), 1);

    private final Clock clock = new Clock();

    private Quotas quotas(TransportConfigBuilder config) {
        return new Quotas(config.time(clock).build());
    }

    private static void assertDenied(Entry entry, int status, String... text) {
        assertThat(entry).isInstanceOfSatisfying(Entry.Denied.class, denied -> {
            assertThat(denied.response().status()).isEqualTo(status);
            assertThat(denied.response().headers().first("Retry-After")).isPresent();
            assertThat(denied.response().body()).contains(text);
        });
    }

    @Test
    @DisplayName("say which limit was reached")
    void limits() {
        Quotas all = quotas(TransportConfig.builder().maxStreams(1));
        assertThat(all.enter(HERE)).isInstanceOf(Entry.Granted.class);
        assertDenied(all.enter(HERE), 503, "streams", "1");
        Quotas each = quotas(TransportConfig.builder().maxStreamsPerAddress(1));
        assertThat(each.enter(HERE)).isInstanceOf(Entry.Granted.class);
        assertDenied(each.enter(HERE), 429, "address", "1");
    }

    @Test
    @DisplayName("give the seat back that an opening too many had taken, and no token to one without a seat")
    void openings() {
        Quotas quotas = quotas(TransportConfig.builder().maxStreams(2).maxOpeningsPerSecond(1));
        assertThat(quotas.enter(HERE)).isInstanceOf(Entry.Granted.class);
        for (int i = 0; i < 5; i++) {
            assertDenied(quotas.enter(HERE), 503, "openings a second", "1");
        }
        clock.advance(Duration.ofSeconds(1));
        assertThat(quotas.enter(HERE)).isInstanceOf(Entry.Granted.class);
        clock.advance(Duration.ofSeconds(1));
        assertDenied(quotas.enter(HERE), 503, "streams", "2");
    }

    @Test
    @DisplayName("have every seat back, however openings end, and never give one too many")
    void everySeatComesBack() {
        OneWayChannel<String> news = Channel.oneWay("news", Codec.text());
        StreamEngine engine = new StreamEngine(TransportConfig.builder().maxStreams(8).build(),
                List.of(Endpoint.at("/news").admit(opening -> switch (opening.query("gate").orElse("")) {
                    case "no" -> Admission.refused(403, "no");
                    case "broken" -> throw new IllegalStateException("broken");
                    default -> Admission.admitted();
                }).serve(news, stream -> {}).build()));
        Crew.start(4, number -> {
            for (int i = 0; i < 500; i++) {
                List<Answer> answers = new ArrayList<>();
                for (String query : List.of("", "gate=no", "gate=broken")) {
                    answers.add(engine.answer(Requests.request("GET", "/news", query,
                            HttpVersion.HTTP_1_1)));
                }
                for (Answer answer : answers) {
                    if (answer instanceof Answer.Stream(var headers, var handler)) {
                        handler.ended(LinkEnd.BROKEN);
                    }
                }
            }
        }).join();
        List<Answer> last = new ArrayList<>();
        for (int i = 0; i < 9; i++) {
            last.add(engine.answer(Requests.get("/news")));
        }
        assertThat(last.subList(0, 8)).allMatch(Answer.Stream.class::isInstance);
        assertThat(last.get(8)).isInstanceOf(Answer.Response.class);
        engine.close();
    }
}
