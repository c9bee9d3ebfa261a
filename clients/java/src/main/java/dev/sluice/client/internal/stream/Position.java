package dev.sluice.client.internal.stream;

import java.util.Optional;
import java.util.OptionalLong;

import dev.sluice.client.Gap;

/** How far the messages have come, and what is missing between them. For one thread at a time; the cursor may be read by any. */
final class Position {

    private volatile Optional<String> cursor;
    private boolean before;
    private boolean offered;

    Position(Optional<String> cursor) {
        this.cursor = cursor;
    }

    /** The newest cursor, to come back with. */
    Optional<String> cursor() {
        return cursor;
    }

    /** A connection stands, and was asked to go on behind the cursor if there is one. */
    Optional<Gap> connected() {
        boolean again = before;
        before = true;
        offered = cursor.isPresent();
        return again && !offered ? gap(Gap.Kind.NOT_KNOWN, OptionalLong.empty()) : Optional.empty();
    }

    /** The topic lets the client begin here, though it may have asked to go on elsewhere. */
    Optional<Gap> begin(String here) {
        boolean ignored = offered && !cursor.equals(Optional.of(here));
        move(here);
        return ignored ? gap(Gap.Kind.NOT_KEPT, OptionalLong.empty()) : Optional.empty();
    }

    Optional<Gap> missed(String here, OptionalLong number) {
        move(here);
        return gap(Gap.Kind.NOT_KEPT, number);
    }

    /** A message; a jump of the offset within one epoch is a gap. */
    Optional<Gap> message(Optional<String> here) {
        long jump = here.isPresent() && cursor.isPresent() ? jump(cursor.get(), here.get()) : 0;
        here.ifPresent(this::move);
        return jump > 0 ? gap(Gap.Kind.DROPPED, OptionalLong.of(jump)) : Optional.empty();
    }

    private void move(String here) {
        cursor = Optional.of(here);
        offered = false;
    }

    private static Optional<Gap> gap(Gap.Kind kind, OptionalLong missed) {
        return Optional.of(new Gap(kind, missed));
    }

    private static long jump(String from, String to) {
        int dash = from.lastIndexOf('-') + 1;
        boolean sameEpoch = dash > 0 && to.startsWith(from.substring(0, dash));
        String start = from.substring(dash);
        String end = sameEpoch ? to.substring(dash) : "";
        return isOffset(start) && isOffset(end) ? Long.parseLong(end) - Long.parseLong(start) - 1 : 0;
    }

    private static boolean isOffset(String text) {
        return text.matches("[0-9]{1,18}");
    }
}
