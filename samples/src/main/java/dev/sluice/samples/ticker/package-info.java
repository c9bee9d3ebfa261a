/**
 * A stock ticker, over Server-Sent Events. Why SSE: only the server speaks, so a response that never ends is all it takes.
 * It is plain HTTP, which proxies, compression and curl understand; the browser's {@code EventSource} reconnects by itself
 * and says which event it saw last, so it gets what it missed. A reader who is slow gets the newest price of each stock and
 * none that is outdated; one who is new begins with those.
 * The same path also answers a WebSocket, with the same messages, and not a line here is about that.
 */
@NullMarked
package dev.sluice.samples.ticker;

import org.jspecify.annotations.NullMarked;
