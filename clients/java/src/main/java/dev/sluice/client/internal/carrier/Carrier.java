package dev.sluice.client.internal.carrier;

import java.util.concurrent.CompletionStage;

import dev.sluice.Protocol;
import dev.sluice.client.internal.wire.ClientFrame;
import dev.sluice.client.internal.wire.ServerFrame;

/** A connection that stands. One thread receives; any may send and close. */
public interface Carrier {

    /** What it is. */
    Protocol protocol();

    /**
     * The next frame; waits for it. While it is not called the server is slowed down.
     *
     * @throws CarrierEndedException if the connection is over and every frame was received
     */
    ServerFrame receive() throws InterruptedException;

    /**
     * Sends a frame; never waits. Frames keep their order.
     *
     * @return completes when the frame is on its way and there is room for another; fails where that will not be
     */
    CompletionStage<?> send(ClientFrame frame);

    /** Says goodbye with this code, and lets what was sent go out before it. Never waits. */
    void close(int code, String reason);

    /** Cuts the connection. */
    void abort();
}
