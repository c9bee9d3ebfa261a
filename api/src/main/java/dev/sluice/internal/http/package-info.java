/** Small pieces of HTTP syntax. */
@NullMarked
package dev.sluice.internal.http;

import org.jspecify.annotations.NullMarked;
