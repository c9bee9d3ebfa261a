/**
 * A chat with rooms, over WebSocket. Why WebSocket: both sides speak, at any time, and often. Each message is a few bytes
 * on a connection that is already open, in order, where SSE needs an HTTP request for every line that somebody types.
 * The page leaves reconnecting to Sluice's client, which takes that price where WebSocket is blocked.
 */
@NullMarked
package dev.sluice.samples.chat;

import org.jspecify.annotations.NullMarked;
