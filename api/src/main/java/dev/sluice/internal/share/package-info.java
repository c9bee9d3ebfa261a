/** Many streams on one connection. */
@NullMarked
package dev.sluice.internal.share;

import org.jspecify.annotations.NullMarked;
