package dev.sluice.internal.endpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.util.List;

import dev.sluice.Admission;
import dev.sluice.Channel;
import dev.sluice.Codec;
import dev.sluice.Endpoint;
import dev.sluice.OneWayChannel;
import dev.sluice.Opening;
import dev.sluice.Protocol;
import dev.sluice.Topic;
import dev.sluice.Topics;
import dev.sluice.TwoWayChannel;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("An endpoint being built")
class EndpointBuilderTest {

    private static final OneWayChannel<String> NEWS = Channel.oneWay("news", Codec.text());
    private static final OneWayChannel<byte[]> FRAMES = Channel.oneWay("frames", Codec.bytes());
    private static final TwoWayChannel<String, String> CHAT = Channel.twoWay("chat", Codec.text(), Codec.text());
    private static final TwoWayChannel<byte[], String> UPLOAD = Channel.twoWay("upload", Codec.bytes(), Codec.text());

    private static EndpointSpec spec(Endpoint.Builder builder) {
        return (EndpointSpec) builder.build();
    }

    @Test
    void carriesWhatItsChannelCanTravelByIfNothingIsSaid() {
        assertThat(Endpoint.at("/").serve(NEWS, stream -> {}).build().protocols())
                .containsExactlyInAnyOrder(Protocol.SSE, Protocol.WEB_SOCKET);
        assertThat(Endpoint.at("/").serve(FRAMES, stream -> {}).build().protocols())
                .containsExactly(Protocol.WEB_SOCKET);
        assertThat(Endpoint.at("/").serve(CHAT, stream -> {}).build().protocols())
                .containsExactlyInAnyOrder(Protocol.SSE, Protocol.WEB_SOCKET);
        assertThat(Endpoint.at("/").serve(UPLOAD, stream -> {}).build().protocols())
                .containsExactly(Protocol.WEB_SOCKET);
    }

    @Test
    void carriesOnlyWhatWasSaidLast() {
        Endpoint.Builder builder = Endpoint.at("/").serve(NEWS, stream -> {});

        assertThat(builder.over(Protocol.SSE).build().protocols()).containsExactly(Protocol.SSE);
        assertThat(builder.over(Protocol.WEB_SOCKET).build().protocols()).containsExactly(Protocol.WEB_SOCKET);
        assertThat(builder.over(Protocol.SSE, Protocol.WEB_SOCKET).build().protocols()).hasSize(2);
    }

    @Test
    void hasWhatWasSaid() {
        EndpointSpec spec = spec(Endpoint.at("/chat/{room}").serve(CHAT, stream -> {})
                .admit(opening -> Admission.admitted()).subprotocols("a", "b"));

        assertThat(spec.pathTemplate()).isEqualTo("/chat/{room}");
        assertThat(spec.channels()).isEqualTo(List.of(CHAT));
        assertThat(spec.gate()).isPresent();
        assertThat(spec.subprotocols()).containsExactly("a", "b", "sluice.v1");
        assertThat(spec.service()).isInstanceOf(Service.TwoWay.class);
    }

    @Test
    void hasNoGateAndOnlyOurSubprotocolIfNothingIsSaid() {
        EndpointSpec spec = spec(Endpoint.at("/").serve(NEWS, Topic.create(NEWS)));

        assertThat(spec.gate()).isEmpty();
        assertThat(spec.subprotocols()).containsExactly("sluice.v1");
    }

    @Test
    void isNotChangedByItsBuilderAfterwards() {
        Endpoint.Builder builder = Endpoint.at("/").serve(NEWS, stream -> {}).subprotocols("a");
        EndpointSpec built = spec(builder);
        builder.over(Protocol.SSE).subprotocols("b").admit(opening -> Admission.admitted());

        assertThat(built.protocols()).hasSize(2);
        assertThat(built.subprotocols()).isEqualTo(List.of("a", "sluice.v1"));
        assertThat(built.gate()).isEmpty();
    }

    @Test
    void refusesATwoWayChannelOverSseWhereTheClientSaysBytes() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Endpoint.at("/u").serve(UPLOAD, stream -> {}).over(Protocol.SSE).build())
                .withMessageContaining("/u").withMessageContaining("'upload' has a binary codec")
                .withMessageContaining("use WEB_SOCKET");
    }

    @Test
    void refusesABinaryCodecOverSse() {
        assertThatIllegalArgumentException().isThrownBy(
                () -> Endpoint.at("/f").serve(FRAMES, stream -> {}).over(Protocol.WEB_SOCKET, Protocol.SSE).build())
                .withMessageContaining("/f").withMessageContaining("'frames' has a binary codec")
                .withMessageContaining("use WEB_SOCKET");
    }

    @Test
    void refusesToServeNothing() {
        assertThatIllegalStateException().isThrownBy(() -> Endpoint.at("/n").build())
                .withMessageContaining("/n").withMessageContaining("call serve");
    }

    @Test
    void isSharedIfItServesTwice() {
        EndpointSpec spec = spec(Endpoint.at("/t").serve(NEWS, stream -> {}).serve(CHAT, stream -> {}));

        assertThat(spec.channels()).isEqualTo(List.of(NEWS, CHAT));
        assertThat(spec.protocols()).hasSize(2);
        assertThat(spec.service()).isInstanceOfSatisfying(Service.Shared.class,
                shared -> assertThat(shared.parts()).extracting(Endpoint::pathTemplate).containsExactly("/news",
                        "/chat"));
    }

    @Test
    void sharesEndpointsByTheirPaths() {
        Endpoint room = Endpoint.at("/chat/{room}").serve(CHAT, stream -> {}).build();
        EndpointSpec spec = spec(Endpoint.at("/t").share(room));

        assertThat(spec.channels()).isEqualTo(List.of(CHAT));
        assertThat(spec.service()).isEqualTo(new Service.Shared(List.of((EndpointSpec) room)));
    }

    @Test
    void refusesToShareWhatIsSharedOrTwiceAtOnePath() {
        Endpoint room = Endpoint.at("/chat").serve(CHAT, stream -> {}).build();
        Endpoint shared = Endpoint.at("/s").share(room).build();

        assertThatIllegalArgumentException().isThrownBy(() -> Endpoint.at("/t").share(shared))
                .withMessageContaining("/t").withMessageContaining("cannot share /s");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Endpoint.at("/t").share(room).serve(CHAT, stream -> {}).build())
                .withMessageContaining("two channels at /chat");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Endpoint.at("/t").share(room).subprotocols("mine").build())
                .withMessageContaining("its sub-protocol is sluice.v1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"small talk", "{talk}", "a?b", "é"})
    void refusesASharedChannelWhoseNameIsNoPath(String name) {
        Endpoint.Builder builder = Endpoint.at("/t").serve(NEWS, stream -> {})
                .serve(Channel.oneWay(name, Codec.text()), stream -> {});

        assertThatIllegalArgumentException().isThrownBy(builder::build)
                .withMessageContaining("'" + name + "'").withMessageContaining("share(Endpoint.at(path)");
    }

    @Test
    void refusesATopicOfAnotherChannel() {
        OneWayChannel<String> sport = Channel.oneWay("sport", Codec.text());
        Topics<String, String> rooms = Topics.of(sport);

        assertThatIllegalArgumentException().isThrownBy(() -> Endpoint.at("/n").serve(NEWS, Topic.create(sport)))
                .withMessageContaining("/n").withMessageContaining("'sport'").withMessageContaining("'news'");
        assertThatIllegalArgumentException().isThrownBy(() -> Endpoint.at("/n").serve(NEWS, rooms, Opening::path))
                .withMessageContaining("'sport'").withMessageContaining("'news'");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a b", "a,b", "a/b", "é", "a\r\nX: y"})
    void refusesASubprotocolThatIsNoToken(String name) {
        assertThatIllegalArgumentException().isThrownBy(() -> Endpoint.at("/s").subprotocols("good", name))
                .withMessageContaining("/s").withMessageContaining("'" + name + "'");
    }

    @Test
    void refusesABadTemplate() {
        assertThatIllegalArgumentException().isThrownBy(() -> Endpoint.at("chat"))
                .withMessageContaining("'chat' does not begin with a slash");
    }
}
