/** Frames, events and bodies as bytes, as {@code docs/protocol.md} describes them. No state, no threads. */
@NullMarked
package dev.sluice.client.internal.wire;

import org.jspecify.annotations.NullMarked;
