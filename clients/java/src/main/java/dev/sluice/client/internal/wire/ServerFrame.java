package dev.sluice.client.internal.wire;

import java.util.Optional;
import java.util.OptionalLong;

/** A frame that a server writes. The target is empty on an endpoint of one channel. */
@SuppressWarnings("ArrayRecordComponent") // On its way to a codec, never compared.
public sealed interface ServerFrame {

    /** The stream is open, and may be sent so many messages. */
    record Subscribed(String target, int credit) implements ServerFrame {}

    /** A new client, which is told of everything behind this cursor. */
    record Begin(String target, String cursor) implements ServerFrame {}

    /** All that was missed behind this cursor follows. */
    record Resumed(String target, String cursor) implements ServerFrame {}

    /** So many messages are missed for good, where the number is known; it goes on behind this cursor. */
    record Missed(String target, String cursor, OptionalLong number) implements ServerFrame {}

    /** A message; with a cursor where it is one of a topic. */
    record Message(String target, Optional<String> cursor, byte[] body) implements ServerFrame {}

    /** The stream is over; {@code retry} is empty for never. */
    record Ended(String target, boolean orderly, int code, OptionalLong retry, String reason) implements ServerFrame {}

    /** The connection is about to end; {@code retry} is empty for never. */
    record Goodbye(OptionalLong retry) implements ServerFrame {}

    /** So many more messages may be sent to the stream. */
    record Credit(String target, int credit) implements ServerFrame {}

    /** The server wants an answer within this time. */
    record Request(String target, long id, long millis, byte[] body) implements ServerFrame {}

    /** The answer to a request of this client. */
    record Reply(String target, long id, byte[] body) implements ServerFrame {}

    /** There is no answer to a request of this client. */
    record Failure(String target, long id, int code, String reason) implements ServerFrame {}

    /** The server does not want the answer any more. */
    record Cancel(String target, long id) implements ServerFrame {}

    /** A frame of a later version, to be ignored. */
    record Unknown(String word) implements ServerFrame {}
}
