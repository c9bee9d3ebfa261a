package dev.sluice.internal.topic;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;

import dev.sluice.fixtures.Clock;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A key that ages")
class AgingTest {

    private final Clock clock = new Clock();
    private final Aging<String> aging = new Aging<>(Duration.ofSeconds(10), clock);

    @Test
    void isGivenOutOnceWhenItIsOlderThanItsAgeTheOldestFirst() {
        assertThat(aging.poll()).isEmpty();
        aging.add("a");
        clock.advance(Duration.ofSeconds(4));
        aging.add("b");
        clock.advance(Duration.ofSeconds(6));
        assertThat(aging.poll()).as("as old as its age").isEmpty();

        clock.advance(Duration.ofNanos(1));
        assertThat(aging.poll()).hasValue("a");
        assertThat(aging.poll()).isEmpty();
        clock.advance(Duration.ofSeconds(4));
        assertThat(aging.poll()).hasValue("b");
        assertThat(aging.poll()).isEmpty();
    }
}
