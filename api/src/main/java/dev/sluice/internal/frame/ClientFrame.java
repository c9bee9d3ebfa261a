package dev.sluice.internal.frame;

import java.util.Optional;

/** What a client says. Its target is empty where the connection has one stream alone. */
// A message goes on to a codec, which takes an array; nobody compares frames.
@SuppressWarnings("ArrayRecordComponent")
public sealed interface ClientFrame {

    /** The largest credit, which more does not exceed. */
    int MOST_CREDIT = Integer.MAX_VALUE;

    /** The stream that it is about. */
    String target();

    /** Open a stream, with credit for so many messages, behind what was seen already. */
    record Subscribe(String target, int credit, Optional<String> cursor) implements ClientFrame {}

    /** No more of a stream is wanted. */
    record Unsubscribe(String target) implements ClientFrame {}

    /** The client ends a stream, as by a Close frame. */
    record End(String target, int code, String reason) implements ClientFrame {}

    /** So many more messages may be sent. */
    record Credit(String target, int more) implements ClientFrame {}

    /** A message. */
    record Message(String target, byte[] message) implements ClientFrame {}

    /** A message that wants an answer within so many milliseconds. */
    record Request(String target, long id, long millis, byte[] message) implements ClientFrame {}

    /** The answer to a request of the server. */
    record Reply(String target, long id, byte[] message) implements ClientFrame {}

    /** There is no answer to a request of the server. */
    record Failure(String target, long id, int code, String reason) implements ClientFrame {}

    /** The answer to a request is not wanted any more. */
    record Cancel(String target, long id) implements ClientFrame {}
}
