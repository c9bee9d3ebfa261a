package dev.sluice.client.internal.wire;

import java.util.Optional;

/** What stands in an event stream. */
public sealed interface ServerEvent {

    /**
     * An event.
     *
     * @param type {@code message} where none is said
     * @param id the {@code id:} that stands with it
     * @param data its data
     */
    record Event(String type, Optional<String> id, String data) implements ServerEvent {}

    /** An {@code id:} with no event. */
    record Position(String id) implements ServerEvent {}

    /** A comment. */
    record Comment(String text) implements ServerEvent {}

    /** How long to wait before coming back, in milliseconds. */
    record Retry(long millis) implements ServerEvent {}
}
