/** The server's side of RFC 6455. */
@NullMarked
package dev.sluice.internal.websocket;

import org.jspecify.annotations.NullMarked;
