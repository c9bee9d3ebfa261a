/**
 * A server for the samples: Sluice's endpoints, and beside them the pages, on one port, so that they share an origin.
 * Sluice carries streams and no pages, so each runtime serves them by its own means. This is the only package that knows
 * a runtime; a program without pages of its own needs none of it and installs {@code HelidonTransportModule} or
 * {@code UndertowTransportModule} instead.
 */
@NullMarked
package dev.sluice.samples.server;

import org.jspecify.annotations.NullMarked;
