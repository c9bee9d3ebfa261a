/** Fan-out. */
@NullMarked
package dev.sluice.internal.topic;

import org.jspecify.annotations.NullMarked;
