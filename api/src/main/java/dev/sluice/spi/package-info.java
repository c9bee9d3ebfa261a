/** What an adapter to a runtime implements, and nothing more. */
@NullMarked
package dev.sluice.spi;

import org.jspecify.annotations.NullMarked;
