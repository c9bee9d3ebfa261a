/** A client's side of Sluice's streams, on {@code java.net.http}. */
@NullMarked
package dev.sluice.client;

import org.jspecify.annotations.NullMarked;
