/** Carries Sluice endpoints on Helidon SE. */
@NullMarked
package dev.sluice.helidon;

import org.jspecify.annotations.NullMarked;
