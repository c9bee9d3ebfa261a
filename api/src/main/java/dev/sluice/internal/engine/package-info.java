/** Requests to streams: routing, opening, the pulse and the end. */
@NullMarked
package dev.sluice.internal.engine;

import org.jspecify.annotations.NullMarked;
