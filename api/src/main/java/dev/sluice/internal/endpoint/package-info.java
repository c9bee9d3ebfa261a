/** What an application says about its endpoints. */
@NullMarked
package dev.sluice.internal.endpoint;

import org.jspecify.annotations.NullMarked;
