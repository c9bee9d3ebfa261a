/** The frames of the sub-protocol sluice.v1, as {@code docs/protocol.md} describes them. */
@NullMarked
package dev.sluice.internal.frame;

import org.jspecify.annotations.NullMarked;
