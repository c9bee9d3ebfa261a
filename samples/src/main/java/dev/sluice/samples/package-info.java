/**
 * Small programs that show which protocol fits what. Both samples run on one server, whose runtime is chosen by one line
 * of {@link dev.sluice.samples.Main}.
 */
@NullMarked
package dev.sluice.samples;

import org.jspecify.annotations.NullMarked;
