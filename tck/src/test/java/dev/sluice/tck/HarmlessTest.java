package dev.sluice.tck;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.stream.Stream;

import dev.sluice.spi.LinkEnd;
import dev.sluice.spi.LinkHandler;
import dev.sluice.tck.Tampered.OfHandler;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What looks odd and is right: a kit that fails a right transport is as bad as one that passes a wrong one. */
class HarmlessTest {

    private static final Map<String, List<Kit.KitTest>> TESTS = Kit.byRule();

    static Stream<Fault> harmless() {
        return Stream.of(
                Fault.inside("output is split at every position", Tampered.handlers(Split::new), "WS-1", "WS-7",
                        "CLOSE-1",
                        "SSE-1", "SSE-9", "ORDER-1", "LIFE-1", "SUB-1", "RESUME-2"),
                Fault.inside("output is joined as far as it is there", Tampered.handlers(Joined::new), "WS-1", "WS-7",
                        "CLOSE-1", "SSE-9", "ORDER-1", "LIFE-1", "SUB-1", "RESUME-2"),
                Fault.inside("input is split at every position", Tampered.handlers(Crumbs::new), "WS-1", "WS-2", "WS-7",
                        "WS-8", "CLOSE-1", "ORDER-3", "FLOW-12", "DEFLATE-9"),
                Fault.inside("ends are told twice", Tampered.handlers(Twice::new), "LIFE-11", "LIFE-12", "LIFE-20",
                        "LIMIT-12", "OBS-1"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("harmless")
    @DisplayName("the kit passes what is odd and right")
    void kitPasses(Fault harmless) {
        for (String rule : harmless.rules()) {
            FaultyTck.begin(harmless.transport());
            Kit.Outcome outcome = Kit.run(TESTS.getOrDefault(rule, List.of()));
            assertThat(outcome.started()).as(rule).isPositive();
            assertThat(outcome.failed()).as(rule).isZero();
        }
    }

    private static final class Split extends OfHandler {

        private @Nullable ByteBuffer left;

        Split(LinkHandler handler) {
            super(handler);
        }

        @Override
        public @Nullable ByteBuffer poll() {
            ByteBuffer from = left != null && left.hasRemaining() ? left : super.poll();
            left = from;
            return from == null || !from.hasRemaining() ? from : ByteBuffer.wrap(new byte[]{from.get()});
        }

        @Override
        public boolean isFinished() {
            return (left == null || !left.hasRemaining()) && super.isFinished();
        }
    }

    private static final class Joined extends OfHandler {

        Joined(LinkHandler handler) {
            super(handler);
        }

        @Override
        public @Nullable ByteBuffer poll() {
            Queue<ByteBuffer> all = new ArrayDeque<>();
            for (ByteBuffer next = super.poll(); next != null; next = all.size() < 50 ? super.poll() : null) {
                all.add(next);
            }
            ByteBuffer joined = ByteBuffer.allocate(all.stream().mapToInt(ByteBuffer::remaining).sum());
            all.forEach(joined::put);
            return all.isEmpty() ? null : joined.flip();
        }
    }

    private static final class Crumbs extends OfHandler {

        Crumbs(LinkHandler handler) {
            super(handler);
        }

        @Override
        public void received(ByteBuffer bytes) {
            while (bytes.hasRemaining()) {
                super.received(ByteBuffer.wrap(new byte[]{bytes.get()}));
            }
        }
    }

    private static final class Twice extends OfHandler {

        Twice(LinkHandler handler) {
            super(handler);
        }

        @Override
        public void ended(LinkEnd how) {
            super.ended(how);
            super.ended(LinkEnd.BROKEN);
        }
    }
}
