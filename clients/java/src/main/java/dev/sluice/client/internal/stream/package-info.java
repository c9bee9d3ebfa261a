/** Streams that outlive their connections. */
@NullMarked
package dev.sluice.client.internal.stream;

import org.jspecify.annotations.NullMarked;
