/** The document that describes endpoints. */
@NullMarked
package dev.sluice.internal.asyncapi;

import org.jspecify.annotations.NullMarked;
