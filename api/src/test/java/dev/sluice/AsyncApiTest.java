package dev.sluice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import java.util.Map;

import dev.sluice.fixtures.JsonSchemaJudge;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

@DisplayName("The AsyncAPI document")
class AsyncApiTest {

    private static final JsonSchemaJudge OFFICIAL = JsonSchemaJudge.ofAsyncApi();
    private static final AsyncApi API = new AsyncApi("/asyncapi.json", "A \"title\"", "1.2.3");

    record Say(String text) {}

    record Said(String who, String text) {}

    private static final OneWayChannel<Said> NEWS = Channel.oneWay("news", JsonCodec.of(Said.class));
    private static final TwoWayChannel<Say, Said> CHAT = Channel.twoWay("chat", JsonCodec.of(Say.class),
            JsonCodec.of(Said.class));
    private static final TwoWayChannel<byte[], byte[]> BYTES = Channel.twoWay("raw bytes/1", Codec.bytes(),
            Codec.bytes());

    private static Endpoint at(String path, OneWayChannel<?> channel, Protocol... protocols) {
        Endpoint.Builder builder = Endpoint.at(path).serve(channel, stream -> {});
        return (protocols.length == 0 ? builder : builder.over(protocols[0], protocols)).build();
    }

    private static Endpoint at(String path, TwoWayChannel<?, ?> channel) {
        return Endpoint.at(path).serve(channel, stream -> {}).build();
    }

    private static JsonNode read(Endpoint... endpoints) {
        String document = API.document(List.of(endpoints));
        assertThat(OFFICIAL.faults(document)).as(document).isEmpty();
        return JsonMapper.shared().readTree(document);
    }

    private static OneWayChannel<String> described(Map<String, Object> schema) {
        return Channel.oneWay("described", new Codec<String>() {
            @Override
            public Form form() {
                return Form.TEXT;
            }

            @Override
            public byte[] encode(String message) {
                return Codec.text().encode(message);
            }

            @Override
            public String decode(byte[] bytes) {
                return Codec.text().decode(bytes);
            }

            @Override
            public Map<String, Object> schema() {
                return schema;
            }
        });
    }

    @Test
    void ofNothingIsValid() {
        JsonNode document = read();
        assertThat(document.at("/asyncapi").asString()).isEqualTo("3.0.0");
        assertThat(document.at("/info/title").asString()).isEqualTo("A \"title\"");
        assertThat(document.at("/info/version").asString()).isEqualTo("1.2.3");
        assertThat(document.has("servers")).isFalse();
        assertThat(document.has("components")).isFalse();
    }

    @Test
    void describesAOneWayChannelThatTheServerSends() {
        JsonNode document = read(at("/news/{topic}/{day}", NEWS));
        JsonNode channel = document.at("/channels/news");
        assertThat(channel.at("/address").asString()).isEqualTo("/news/{topic}/{day}");
        assertThat(channel.at("/parameters").propertyNames()).containsExactly("topic", "day");
        assertThat(channel.at("/messages").propertyNames()).containsExactly("outgoing");
        assertThat(channel.at("/messages/outgoing/contentType").asString()).isEqualTo("application/json");
        assertThat(channel.at("/messages/outgoing/payload/$ref").asString()).isEqualTo("#/components/schemas/Said");
        assertThat(channel.at("/bindings/ws/method").asString()).isEqualTo("GET");
        assertThat(channel.at("/x-sluice/protocols").toString()).isEqualTo("[\"sse\",\"websocket\"]");
        assertThat(channel.at("/x-sluice/subprotocols").toString()).isEqualTo("[\"sluice.v1\"]");
        assertThat(document.at("/operations").propertyNames()).containsExactly("send_news");
        JsonNode operation = document.at("/operations/send_news");
        assertThat(operation.at("/action").asString()).isEqualTo("send");
        assertThat(operation.at("/channel/$ref").asString()).isEqualTo("#/channels/news");
        assertThat(operation.at("/messages/0/$ref").asString()).isEqualTo("#/channels/news/messages/outgoing");
        assertThat(operation.at("/bindings/http/method").asString()).isEqualTo("GET");
    }

    @Test
    void describesATwoWayChannelOnWhichTheServerReceivesToo() {
        JsonNode document = read(at("/chat", CHAT));
        assertThat(document.at("/channels/chat/messages/outgoing/payload/$ref").asString())
                .isEqualTo("#/components/schemas/Said");
        assertThat(document.at("/channels/chat/messages/incoming/payload/$ref").asString())
                .isEqualTo("#/components/schemas/Say");
        JsonNode operation = document.at("/operations/receive_chat");
        assertThat(operation.at("/action").asString()).isEqualTo("receive");
        assertThat(operation.at("/messages/0/$ref").asString()).isEqualTo("#/channels/chat/messages/incoming");
        assertThat(operation.at("/bindings/http/method").asString()).isEqualTo("POST");
        assertThat(document.at("/components/schemas").propertyNames()).containsExactly("Said", "Say");
    }

    @Test
    void anEndpointOfSseAloneHasNoBindingOfWebSocket() {
        JsonNode channel = read(at("/news", NEWS, Protocol.SSE)).at("/channels/news");
        assertThat(channel.has("bindings")).isFalse();
        assertThat(channel.at("/x-sluice").toString()).isEqualTo("{\"protocols\":[\"sse\"]}");
    }

    @Test
    void channelsOfOneNameAreToldApart() {
        JsonNode document = read(at("/a", NEWS), at("/b", NEWS), at("/c", NEWS));
        assertThat(document.at("/channels").propertyNames()).containsExactly("news", "news_2", "news_3");
        assertThat(document.at("/channels/news_2/address").asString()).isEqualTo("/b");
        assertThat(document.at("/operations/send_news_3/channel/$ref").asString()).isEqualTo("#/channels/news_3");
    }

    @Test
    void theStreamsOfASharedEndpointAreChannelsWithATarget() {
        JsonNode document = read(Endpoint.at("/live/{tenant}").serve(NEWS, stream -> {})
                .share(at("/chat/{room}", CHAT)).build());
        JsonNode news = document.at("/channels/news");
        assertThat(news.at("/address").asString()).isEqualTo("/live/{tenant}");
        assertThat(news.at("/parameters").propertyNames()).containsExactly("tenant");
        assertThat(news.at("/x-sluice").toString()).isEqualTo(
                "{\"protocols\":[\"sse\",\"websocket\"],\"subprotocols\":[\"sluice.v1\"],\"target\":\"/news\"}");
        assertThat(document.at("/operations/send_news/bindings/http/method").asString()).isEqualTo("GET");
        JsonNode chat = document.at("/channels/chat");
        assertThat(chat.at("/address").asString()).isEqualTo("/live/{tenant}");
        assertThat(chat.at("/parameters").propertyNames()).containsExactly("tenant");
        assertThat(chat.at("/x-sluice/target").asString()).isEqualTo("/chat/{room}");
        assertThat(document.at("/operations").propertyNames()).containsExactly("send_news", "send_chat",
                "receive_chat");
    }

    @Test
    void aNameThatNoReferenceCanHaveIsATitle() {
        JsonNode channel = read(at("/bytes", BYTES)).at("/channels/raw_bytes_1");
        assertThat(channel.at("/title").asString()).isEqualTo("raw bytes/1");
        assertThat(channel.at("/messages/incoming").toString())
                .isEqualTo("{\"contentType\":\"application/octet-stream\"}");
    }

    @Test
    void textIsAString() {
        JsonNode message = read(at("/text", Channel.oneWay("text", Codec.text())))
                .at("/channels/text/messages/outgoing");
        assertThat(message.at("/contentType").asString()).isEqualTo("text/plain");
        assertThat(message.at("/payload/type").asString()).isEqualTo("string");
    }

    @Test
    void aSchemaOfTheApplicationIsTakenAsItIs() {
        JsonNode message = read(at("/x", described(Map.of("type", "string", "maxLength", 5))))
                .at("/channels/described/messages/outgoing");
        assertThat(message.at("/payload/maxLength").asInt()).isEqualTo(5);
    }

    @Test
    void aSchemaThatIsNoneIsRefusedWithItsEndpoint() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> API.document(List.of(at("/x", described(Map.of("$ref", "#/definitions/A"))))))
                .withMessageStartingWith("endpoint /x: the schema refers to #/definitions/A");
    }

    @Test
    void theJudgeRefusesABrokenDocument() {
        String document = API.document(List.of(at("/chat", CHAT)));
        assertThat(OFFICIAL.faults(document)).isEmpty();
        for (String broken : List.of(document.replace("\"action\": \"send\"", "\"action\": \"publish\""),
                document.replace("\"asyncapi\": \"3.0.0\"", "\"asyncapi\": \"2.6.0\""),
                document.replace("\"address\"", "\"adress\""),
                document.replace("\"method\": \"GET\"", "\"method\": \"PUT\""),
                document.replace("\"type\": \"object\"", "\"type\": \"record\""))) {
            assertThat(broken).isNotEqualTo(document);
            assertThat(OFFICIAL.faults(broken)).as(broken).isNotEmpty();
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"asyncapi.json | does not begin with a slash", "/{any} | has a parameter",
        "/a b | has the segment 'a b'"})
    void aPathThatIsNoneIsRefused(String path, String message) {
        assertThatIllegalArgumentException().isThrownBy(() -> AsyncApi.at(path)).withMessageContaining(path)
                .withMessageContaining(message);
    }

    @Test
    void aBlankTitleOrVersionIsRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> new AsyncApi("/a", " ", "1"));
        assertThatIllegalArgumentException().isThrownBy(() -> new AsyncApi("/a", "a", ""));
    }
}
