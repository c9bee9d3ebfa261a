package dev.sluice.internal.session;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The kept events of a session")
class KeptTest {

    private static Kept kept(int events, int maxEvents, int maxBytes) {
        Kept kept = new Kept(maxEvents, maxBytes);
        for (int i = 0; i < events; i++) {
            kept.add(new byte[10]);
        }
        return kept;
    }

    @Test
    @DisplayName("are none at first, so that only a client without any can come back")
    void none() {
        Kept kept = kept(0, 3, 100);
        assertThat(kept.last()).isZero();
        assertThat(kept.reaches(0)).isTrue();
        assertThat(kept.reaches(1)).isFalse();
        assertThat(kept.behind(0)).isEqualTo(1);
        assertThat(kept.event(1)).isNull();
    }

    @Test
    @DisplayName("are no more than allowed, the newest ones")
    void bounded() {
        Kept kept = kept(5, 3, 100);
        assertThat(kept.reaches(1)).isFalse();
        assertThat(kept.reaches(2)).isTrue();
        assertThat(kept.event(2)).isNull();
        assertThat(kept.event(3)).hasSize(10);
        assertThat(kept.reaches(5)).isTrue();
        assertThat(kept.reaches(6)).isFalse();
    }

    @Test
    @DisplayName("have no more bytes than allowed, save for the newest one")
    void boundedInBytes() {
        Kept kept = kept(5, 100, 25);
        assertThat(kept.event(3)).isNull();
        assertThat(kept.event(4)).isNotNull();
        kept.add(new byte[1_000]);
        assertThat(kept.event(5)).isNull();
        assertThat(kept.event(6)).hasSize(1_000);
    }

    @Test
    @DisplayName("go when the client has got them, and do not come back")
    void acknowledged() {
        Kept kept = kept(5, 100, 100);
        kept.acknowledge(3);
        assertThat(kept.reaches(2)).isFalse();
        assertThat(kept.reaches(3)).isTrue();
        assertThat(kept.behind(0)).isEqualTo(4);
        kept.acknowledge(1);
        kept.acknowledge(99);
        assertThat(kept.last()).isEqualTo(5);
        assertThat(kept.reaches(5)).isTrue();
        kept.add(new byte[10]);
        assertThat(kept.event(6)).isNotNull();
    }
}
