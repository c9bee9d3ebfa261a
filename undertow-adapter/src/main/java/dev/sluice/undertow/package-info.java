/** Carries Sluice endpoints on Undertow. */
@NullMarked
package dev.sluice.undertow;

import org.jspecify.annotations.NullMarked;
