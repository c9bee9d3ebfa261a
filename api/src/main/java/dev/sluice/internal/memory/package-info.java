/** The transport in memory: sockets on pipes, and clients for tests. */
@NullMarked
package dev.sluice.internal.memory;

import org.jspecify.annotations.NullMarked;
