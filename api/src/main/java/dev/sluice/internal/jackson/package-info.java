/** What needs Jackson. */
@NullMarked
package dev.sluice.internal.jackson;

import org.jspecify.annotations.NullMarked;
