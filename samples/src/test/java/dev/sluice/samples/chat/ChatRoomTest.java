package dev.sluice.samples.chat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.Close;
import dev.sluice.MemoryTransport;
import dev.sluice.OpeningRefusedException;
import dev.sluice.TwoWayMemoryClient;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A room of the chat")
class ChatRoomTest {

    private final MemoryTransport transport = MemoryTransport.create(new ChatModule().endpoint()).start();

    @AfterEach
    void close() {
        transport.close();
    }

    private TwoWayMemoryClient<Say, Said> enter(String room, String name) {
        return transport.connect(ChatModule.CHAT, "/chat/" + room + "?name=" + name);
    }

    @Test
    @DisplayName("hears who comes in, what is said, and who leaves")
    void everybodyHears() {
        TwoWayMemoryClient<Say, Said> ann = enter("lobby", "ann");
        assertThat(ann.receive().text()).isEqualTo("ann came in");
        TwoWayMemoryClient<Say, Said> bob = enter("lobby", "bob");
        assertThat(ann.receive().text()).isEqualTo("bob came in");
        assertThat(bob.receive().text()).isEqualTo("bob came in");

        ann.send(new Say("hello"));
        assertThat(ann.receive().text()).isEqualTo("hello");
        assertThat(bob.receive()).extracting(Said::from, Said::text).containsExactly("ann", "hello");

        bob.cut();
        assertThat(ann.receive().text()).isEqualTo("bob left");
    }

    @Test
    @DisplayName("hears nothing of another room")
    void rooms() {
        TwoWayMemoryClient<Say, Said> ann = enter("lobby", "ann");
        TwoWayMemoryClient<Say, Said> bob = enter("garden", "bob");
        ann.send(new Say("anybody here?"));
        assertThat(ann.receive().text()).isEqualTo("ann came in");
        assertThat(ann.receive().text()).isEqualTo("anybody here?");
        bob.send(new Say("nobody"));
        assertThat(bob.receive().text()).isEqualTo("bob came in");
        assertThat(bob.receive().text()).isEqualTo("nobody");
    }

    @Test
    @DisplayName("lets nobody in who has no name")
    void noName() {
        assertThatThrownBy(() -> transport.connect("/chat/lobby"))
                .isInstanceOfSatisfying(OpeningRefusedException.class,
                        refusal -> assertThat(refusal.status()).isEqualTo(400));
    }

    @Test
    @DisplayName("ends with code 1007 for who says nothing")
    void nothingSaid() {
        TwoWayMemoryClient<String, String> client = transport.connect("/chat/lobby?name=ann");
        client.send("{}");
        Close close = client.awaitClose();
        assertThat(close.cause()).isEqualTo(Close.Cause.PEER_CLOSED);
        assertThat(close.code()).isEqualTo(1007);
    }
}
