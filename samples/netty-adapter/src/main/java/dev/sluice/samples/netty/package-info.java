/** An adapter to Netty, as an example of how one is written: {@code docs/writing-an-adapter.md} explains it. */
@NullMarked
package dev.sluice.samples.netty;

import org.jspecify.annotations.NullMarked;
