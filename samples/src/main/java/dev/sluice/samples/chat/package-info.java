/**
 * A chat with rooms, over WebSocket. Why WebSocket: both sides speak, at any time, and often. Each message is a few bytes
 * on a connection that is already open, in order, where SSE would need an HTTP request for every line that somebody types.
 * The price is that the page reconnects by its own code.
 */
@NullMarked
package dev.sluice.samples.chat;

import org.jspecify.annotations.NullMarked;
