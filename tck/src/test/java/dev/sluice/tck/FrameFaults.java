package dev.sluice.tck;

import static dev.sluice.tck.Fault.inside;
import static dev.sluice.tck.Tampered.handlers;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.function.Function;
import java.util.stream.Stream;

import dev.sluice.internal.websocket.FrameEncoder;
import dev.sluice.spi.LinkHandler;
import dev.sluice.tck.Tampered.OfHandler;

/** Faults that change what the server says in frames of sluice.v1. */
final class FrameFaults {

    private FrameFaults() {}

    static Stream<Fault> all() {
        return Stream.of(
                frames("an end is not told", without("end /"), "SHARE-10", "SHARE-11", "SHARE-15"),
                frames("an end is told twice", twice("end /"), "SHARE-11", "SHARE-12"),
                frames("an error is not told", without("error /"), "SHARE-3", "SHARE-4", "SHARE-13", "SHARE-14",
                        "SHARE-23"),
                frames("an error says nothing of coming back", replaced("(error /\\S+ [0-9]+) [0-9]+\n", "$1 never\n"),
                        "SHARE-14"),
                frames("a subscription is not confirmed", without("subscribed /"), "SHARE-2"),
                frames("credit is not told", without("credit /"), "SHARE-22"),
                frames("a goodbye is not told", without("goodbye "), "SHARE-15"),
                frames("a message has another target", replaced("^message /rooms/a", "message /rooms/b"), "SHARE-5",
                        "SHARE-10"),
                frames("a message has no cursor", replaced("^(message /\\S+) \\S+\n", "$1\n"), "SHARE-6"),
                frames("a place in a topic is not told", without("resumed /"), "SHARE-6"),
                frames("an answer has the number of another request", replaced("^(reply.*) [0-9]+\n", "$1 99\n"),
                        "ASK-1",
                        "ASK-3"),
                frames("an answer is told twice", twice("reply"), "ASK-1"),
                frames("a failure is not told", without("failure"), "ASK-1", "ASK-2", "ASK-3", "ASK-4", "ASK-5"),
                frames("a request of the server has no deadline", replaced("^(request.*) [0-9]+\n", "$1 0\n"), "ASK-6",
                        "ASK-7"),
                frames("a cancellation is not told", without("cancel"), "ASK-7"));
    }

    private static Fault frames(String name, Function<String, List<String>> change, String... rules) {
        return inside("frames: " + name, handlers(handler -> new Changing(handler, change)), rules);
    }

    private static Function<String, List<String>> without(String beginning) {
        return frame -> frame.startsWith(beginning) ? List.of() : List.of(frame);
    }

    private static Function<String, List<String>> twice(String beginning) {
        return frame -> frame.startsWith(beginning) ? List.of(frame, frame) : List.of(frame);
    }

    private static Function<String, List<String>> replaced(String pattern, String replacement) {
        return frame -> List.of(frame.replaceFirst(pattern, replacement));
    }

    /** Changes whole text messages of the server, which polls them one by one. */
    private static final class Changing extends OfHandler {

        private static final int TEXT = 0x81;
        private static final int LONGEST = 125;

        private final Function<String, List<String>> change;
        private final Queue<ByteBuffer> changed = new ArrayDeque<>();

        Changing(LinkHandler handler, Function<String, List<String>> change) {
            super(handler);
            this.change = change;
        }

        @Override
        public ByteBuffer poll() {
            while (changed.isEmpty()) {
                ByteBuffer next = handler.poll();
                if (next == null || !isShortText(next)) {
                    return next;
                }
                for (String frame : change.apply(text(next))) {
                    changed.add(ByteBuffer
                            .wrap(FrameEncoder.message(true, frame.getBytes(StandardCharsets.UTF_8))));
                }
            }
            return changed.poll();
        }

        private static boolean isShortText(ByteBuffer frame) {
            return frame.remaining() > 2 && (frame.get(0) & 0xff) == TEXT && frame.get(1) <= LONGEST
                    && frame.get(1) == frame.remaining() - 2;
        }

        private static String text(ByteBuffer frame) {
            return StandardCharsets.UTF_8.decode(frame.slice(2, frame.remaining() - 2)).toString();
        }
    }
}
