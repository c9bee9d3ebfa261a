/** HTTP/1 and links on sockets, with a virtual thread a connection: of the transport in memory, and of the kit's own one. */
@NullMarked
package dev.sluice.internal.socket;

import org.jspecify.annotations.NullMarked;
