/** How messages become bytes. */
@NullMarked
package dev.sluice.internal.codec;

import org.jspecify.annotations.NullMarked;
