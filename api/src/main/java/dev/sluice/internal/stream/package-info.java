/** Streams, their outbox and their inbox. */
@NullMarked
package dev.sluice.internal.stream;

import org.jspecify.annotations.NullMarked;
