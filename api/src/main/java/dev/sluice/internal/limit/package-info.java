/** What is counted so that nobody gets too much of it. */
@NullMarked
package dev.sluice.internal.limit;

import org.jspecify.annotations.NullMarked;
