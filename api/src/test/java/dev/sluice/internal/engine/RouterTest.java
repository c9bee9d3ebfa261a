package dev.sluice.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import java.util.Map;
import java.util.Set;

import dev.sluice.Channel;
import dev.sluice.Codec;
import dev.sluice.Endpoint;
import dev.sluice.Protocol;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The router")
class RouterTest {

    private static Endpoint at(String template, String channel) {
        return Endpoint.at(template).serve(Channel.oneWay(channel, Codec.text()), stream -> {}).build();
    }

    private static Endpoint at(String template) {
        return at(template, template);
    }

    private static String found(Router router, String path) {
        return router.find(path).map(route -> route.endpoint().pathTemplate() + route.parameters()).orElse("none");
    }

    @Test
    void findsTheMostLiteralTemplate() {
        Router router = new Router(
                List.of(at("/{x}/{y}"), at("/{x}/b"), at("/a/{y}"), at("/a/b"), at("/{x}"), at("/")));

        assertThat(found(router, "/a/b")).isEqualTo("/a/b{}");
        assertThat(found(router, "/a/c")).isEqualTo("/a/{y}{y=c}");
        assertThat(found(router, "/c/b")).isEqualTo("/{x}/b{x=c}");
        assertThat(found(router, "/c/d")).isEqualTo("/{x}/{y}{x=c, y=d}");
        assertThat(found(router, "/a")).isEqualTo("/{x}{x=a}");
        assertThat(found(router, "/")).isEqualTo("/{}");
    }

    @Test
    @DisplayName("finds the most literal template though one of another length stands between")
    void otherLengthBetween() {
        Router router = new Router(List.of(at("/a/{p}"), at("/a"), at("/a/b")));

        assertThat(found(router, "/a/b")).isEqualTo("/a/b{}");
        assertThat(found(router, "/a/c")).isEqualTo("/a/{p}{p=c}");
    }

    @Test
    void findsNothingElse() {
        Router router = new Router(List.of(at("/a/{p}")));

        assertThat(found(router, "/a")).isEqualTo("none");
        assertThat(found(router, "/a/")).isEqualTo("none");
        assertThat(found(router, "/b/c")).isEqualTo("none");
        assertThat(found(router, "*")).isEqualTo("none");
        assertThat(new Router(List.of()).find("/")).isEmpty();
    }

    @Test
    void decodesParameters() {
        assertThat(new Router(List.of(at("/{p}"))).find("/a%2Fb").orElseThrow().parameters())
                .isEqualTo(Map.of("p", "a/b"));
    }

    @Test
    void refusesTwoEndpointsOfOneShapeAndNamesBoth() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Router(List.of(at("/r/{a}", "one"), at("/x"), at("/r/{b}", "two"))))
                .withMessageContaining("/r/{a} serves 'one'").withMessageContaining("/r/{b} serves 'two'")
                .withMessageContaining("give one of them another path");
        assertThatIllegalArgumentException().isThrownBy(() -> new Router(List.of(at("/x"), at("/x"))));
    }

    @Test
    void refusesAnEndpointThatSluiceDidNotMake() {
        Endpoint foreign = new Endpoint() {
            @Override
            public String pathTemplate() {
                return "/";
            }

            @Override
            public List<Channel<?>> channels() {
                return List.of(Channel.oneWay("x", Codec.text()));
            }

            @Override
            public Set<Protocol> protocols() {
                return Set.of(Protocol.SSE);
            }
        };

        assertThatIllegalArgumentException().isThrownBy(() -> new Router(List.of(foreign)))
                .withMessageContaining("Endpoint.at").withMessageContaining(foreign.getClass().getName());
    }
}
