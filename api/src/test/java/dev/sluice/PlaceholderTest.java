package dev.sluice;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class PlaceholderTest {
    @Test
    void runs() {
        assertThat(Runtime.version().feature()).isGreaterThanOrEqualTo(21);
    }

    @Property
    void reverses(@ForAll String text) {
        assertThat(new StringBuilder(text).reverse().reverse().length()).isEqualTo(text.length());
    }
}
