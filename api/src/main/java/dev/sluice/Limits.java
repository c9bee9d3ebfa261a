package dev.sluice;

/**
 * What clients may use up. Each limit is checked before memory is taken for what exceeds it. Set by
 * {@link TransportConfigBuilder}, which has safe defaults.
 *
 * @param maxMessageBytes the largest message from a client, in bytes, 1 or more; a larger one ends the stream with code 1009
 * @param maxFrameBytes the largest WebSocket frame from a client, in bytes of payload, 125 or more; a larger one ends the
 *            stream with code 1009
 * @param maxFragments in how many frames a message from a client may come, 1 or more; more end the stream with code 1009
 * @param maxMessagesPerSecond how many messages a stream may receive a second, 1 or more, as many at once; more end it with
 *            code 1008. A message counts when it begins
 * @param inboxMessages how many received messages may wait for the handler, 1 or more; then reading stops
 * @param outboxMessages how many messages may wait for a client, 1 or more
 * @param outboxBytes how many bytes of messages may wait for a client, 1 or more; the encoded message with its framing counts
 * @param maxHeaders how many header lines an opening may have, 1 or more; more are refused with status 431
 * @param maxHeaderBytes how large the target, and the header names and values of an opening may be together, in bytes, 256
 *            or more; more is refused with status 431. A runtime may refuse earlier what is much larger
 * @param maxStreams how many streams a transport may have at once, 1 or more; the next one is refused with status 503. A
 *            stream counts from before its gate is asked until its connection is gone
 * @param maxStreamsPerAddress how many streams one remote IP address may have at once, 1 or more; the next one is refused with
 *            status 429. Behind a proxy all clients have its address
 * @param maxOpeningsPerSecond how many openings a transport takes a second, 1 or more, as many at once; the next one is refused
 *            with status 503. One that its gate refuses counts, one that is no right opening does not. A subscription of a
 *            shared endpoint counts as one
 * @param maxSubscriptions how many streams may share a connection, 1 or more; the next subscription is refused with code 429.
 *            These streams do not count for {@code maxStreams}, their connection does
 */
public record Limits(
        int maxMessageBytes,
        int maxFrameBytes,
        int maxFragments,
        int maxMessagesPerSecond,
        int inboxMessages,
        int outboxMessages,
        int outboxBytes,
        int maxHeaders,
        int maxHeaderBytes,
        int maxStreams,
        int maxStreamsPerAddress,
        int maxOpeningsPerSecond,
        int maxSubscriptions) {

    private static final int LARGEST_CONTROL_FRAME = 125;
    private static final int SMALL_HEAD = 256;

    /**
     * Checks every value.
     *
     * @throws IllegalArgumentException if one is out of range; the message names it, its value and the limit
     */
    public Limits {
        Range.atLeast(1, "maxMessageBytes", maxMessageBytes);
        Range.atLeast(LARGEST_CONTROL_FRAME, "maxFrameBytes", maxFrameBytes);
        Range.atLeast(1, "maxFragments", maxFragments);
        Range.atLeast(1, "maxMessagesPerSecond", maxMessagesPerSecond);
        Range.atLeast(1, "inboxMessages", inboxMessages);
        Range.atLeast(1, "outboxMessages", outboxMessages);
        Range.atLeast(1, "outboxBytes", outboxBytes);
        Range.atLeast(1, "maxHeaders", maxHeaders);
        Range.atLeast(SMALL_HEAD, "maxHeaderBytes", maxHeaderBytes);
        Range.atLeast(1, "maxStreams", maxStreams);
        Range.atLeast(1, "maxStreamsPerAddress", maxStreamsPerAddress);
        Range.atLeast(1, "maxOpeningsPerSecond", maxOpeningsPerSecond);
        Range.atLeast(1, "maxSubscriptions", maxSubscriptions);
    }
}
