/** The rules that every adapter keeps, as tests to extend. */
@NullMarked
package dev.sluice.tck;

import org.jspecify.annotations.NullMarked;
