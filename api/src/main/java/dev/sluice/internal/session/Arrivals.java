package dev.sluice.internal.session;

import dev.sluice.TimeSource;
import dev.sluice.TransportConfig;
import dev.sluice.internal.limit.TokenBucket;
import dev.sluice.internal.websocket.CloseCode;
import dev.sluice.internal.websocket.ProtocolViolation;
import dev.sluice.internal.websocket.Utf8Validator;

/** The limits of what a client may say, as they are on WebSocket. */
final class Arrivals {

    private final TimeSource time;
    private final int maxBytes;
    private final int maxPerSecond;
    private final TokenBucket messages; // under the lock of the uptake

    Arrivals(TransportConfig config) {
        this.time = config.time();
        this.maxBytes = config.limits().maxMessageBytes();
        this.maxPerSecond = config.limits().maxMessagesPerSecond();
        this.messages = new TokenBucket(maxPerSecond, time.nanos());
    }

    /**
     * The same frame.
     *
     * @throws ProtocolViolation if it is too large, or no UTF-8
     */
    byte[] checked(byte[] frame) {
        if (frame.length > maxBytes) {
            throw new ProtocolViolation(CloseCode.TOO_BIG,
                    "a frame has " + frame.length + " bytes, the limit is " + maxBytes);
        }
        Utf8Validator utf8 = new Utf8Validator();
        if (!utf8.accept(frame, 0, frame.length) || !utf8.finish()) {
            throw new ProtocolViolation(CloseCode.INVALID_PAYLOAD, "a frame is no UTF-8");
        }
        return frame;
    }

    /**
     * Counts a message.
     *
     * @throws ProtocolViolation if there are too many a second
     */
    void count() {
        if (!messages.take(time.nanos())) {
            throw new ProtocolViolation(CloseCode.POLICY_VIOLATION, "more than " + maxPerSecond + " messages a second");
        }
    }
}
