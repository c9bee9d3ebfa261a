/** Server-Sent Events as the WHATWG HTML standard defines them. */
@NullMarked
package dev.sluice.internal.sse;

import org.jspecify.annotations.NullMarked;
