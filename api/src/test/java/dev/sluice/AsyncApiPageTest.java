package dev.sluice;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;

import dev.sluice.fixtures.JsonSchemaJudge;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The page on the AsyncAPI document")
class AsyncApiPageTest {

    record Say(String text) {}

    record Said(String who, String text, Instant at) {}

    private static final TwoWayChannel<Say, Said> CHAT = Channel.twoWay("chat", JsonCodec.of(Say.class),
            JsonCodec.of(Said.class));

    @Test
    void hasARealDocumentAsItsExample() throws IOException {
        Endpoint chat = Endpoint.at("/chat/{room}").serve(CHAT, stream -> {}).build();
        String document = new AsyncApi("/asyncapi.json", "Chat", "1.0.0").document(List.of(chat));
        assertThat(JsonSchemaJudge.ofAsyncApi().faults(document)).isEmpty();
        assertThat(Files.readString(Path.of("..", "docs", "asyncapi.md"))).contains("```json\n" + document + "```\n");
    }
}
