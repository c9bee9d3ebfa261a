package dev.sluice.samples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.PipedReader;
import java.io.PipedWriter;
import java.net.URI;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import dev.sluice.samples.chat.ChatClient;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Timeout;

@DisplayName("The chat on the command line")
@Timeout(60)
class ChatClientTest {

    private final BlockingQueue<String> screen = new LinkedBlockingQueue<>();

    @OnEachRuntime
    @DisplayName("says what is typed, shows what is said, and leaves at the end of the input")
    void chats(String runtime) throws Exception {
        PipedWriter keyboard = new PipedWriter();
        try (Samples samples = Servers.start(runtime);
                BufferedReader typed = new BufferedReader(new PipedReader(keyboard))) {
            URI room = Servers.uri(samples, "http", "/chat/lobby?name=Ada");
            Thread chat = Thread.ofVirtual().start(() -> ChatClient.chat(room, typed, screen::add));
            assertThat(shown()).isEqualTo("Ada came in");
            keyboard.write("hello\n\n");
            keyboard.flush();
            assertThat(shown()).isEqualTo("Ada: hello");
            keyboard.close();
            assertThat(shown()).isEqualTo("(COMPLETED 1000)");
            chat.join();
        }
    }

    private String shown() throws InterruptedException {
        return screen.poll(10, TimeUnit.SECONDS);
    }
}
