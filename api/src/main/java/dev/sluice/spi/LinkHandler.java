package dev.sluice.spi;

import java.nio.ByteBuffer;

import org.jspecify.annotations.Nullable;

/**
 * The engine's side of a link: the adapter calls it, in this order: {@link #opened} once; then {@link #received} and
 * {@link #poll}, as often as there are bytes, each by one thread at a time but both at once if it likes; at last
 * {@link #ended} once, after which it calls nothing more. Of a link that could not be opened {@link #ended} alone is
 * called, which must not be forgotten: a stream has its place among {@link dev.sluice.Limits#maxStreams()} until then.
 * No method blocks or throws.
 */
public interface LinkHandler {

    /**
     * The head of the response has been handed to the runtime; the link can be written. What there is to write at once is
     * told by {@link Link#ready()}, before this returns.
     */
    void opened(Link link);

    /**
     * Bytes from the client. All of them are consumed on return, so the buffer may be used again. Not called while reading
     * is paused, save for what one read had brought already.
     */
    void received(ByteBuffer bytes);

    /**
     * The next bytes to write: null while there are none, until {@link Link#ready()} is called again. The buffer is the
     * adapter's; the bytes beneath it are shared with other links and must not be changed.
     */
    @Nullable
    ByteBuffer poll();

    /**
     * Whether the output is complete. Ask it when {@link #poll} gave null: once true, the adapter ends the response and
     * closes the link as soon as everything polled has been written.
     */
    boolean isFinished();

    /** The link is closed, whatever closed it, or could not be opened. */
    void ended(LinkEnd how);
}
