/** Two-way over Server-Sent Events: a session of numbered frames, down by events and up by POST. */
@NullMarked
package dev.sluice.internal.session;

import org.jspecify.annotations.NullMarked;
