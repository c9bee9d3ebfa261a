package dev.sluice.samples.chat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.Charset;
import java.util.function.Consumer;

import dev.sluice.client.SluiceClient;
import dev.sluice.client.TwoWayClientStream;

/** Chats from the command line: {@code -Droom=http://localhost:8080/chat/lobby?name=java}. */
public final class ChatClient {

    private ChatClient() {}

    /** Says each line that is typed, and prints what everybody says, until the input ends. */
    public static void main(String[] args) {
        URI room = URI.create(System.getProperty("room", "http://localhost:8080/chat/lobby?name=java"));
        chat(room, new BufferedReader(new InputStreamReader(System.in, Charset.defaultCharset())),
                System.out::println);
    }

    /** Chats in this room. */
    public static void chat(URI room, BufferedReader typed, Consumer<String> screen) {
        try (SluiceClient client = SluiceClient.to(room).build()) {
            TwoWayClientStream<Say, Said> stream = client.stream(ChatModule.CHAT)
                    .onGap(gap -> screen.accept("(the connection was away for a while)")).open();
            Thread.ofVirtual().start(() -> say(typed, stream));
            for (Said said : stream) {
                screen.accept(said.from().isEmpty() ? said.text() : said.from() + ": " + said.text());
            }
            stream.whenClosed().toCompletableFuture().thenAccept(end -> screen.accept("(" + end + ")")).join();
        }
    }

    private static void say(BufferedReader typed, TwoWayClientStream<Say, Said> stream) {
        try (stream) {
            for (String line = typed.readLine(); line != null; line = typed.readLine()) {
                if (!line.isBlank()) {
                    stream.send(new Say(line.substring(0, Math.min(line.length(), Say.MAX_LENGTH))));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
