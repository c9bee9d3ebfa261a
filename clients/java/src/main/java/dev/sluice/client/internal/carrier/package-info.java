/** One connection each: a WebSocket, an event stream, or a session of events and POSTs. */
@NullMarked
package dev.sluice.client.internal.carrier;

import org.jspecify.annotations.NullMarked;
