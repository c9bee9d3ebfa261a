package dev.sluice.client;

import dev.sluice.Protocol;
import org.junit.jupiter.api.DisplayName;

@DisplayName("On a shared endpoint, by SSE and POST")
class SharedByEventsTest extends SharedTest {

    @Override
    Protocol protocol() {
        return Protocol.SSE;
    }
}
