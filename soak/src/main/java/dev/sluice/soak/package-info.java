/**
 * A soak: clients that come, go, stall and reset at full fan-out, for as long as one likes. At the end heap, threads, file
 * descriptors and direct memory are compared with those at the beginning.
 */
@NullMarked
package dev.sluice.soak;

import org.jspecify.annotations.NullMarked;
