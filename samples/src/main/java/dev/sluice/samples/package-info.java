/** Small programs that show which protocol fits what. */
@NullMarked
package dev.sluice.samples;

import org.jspecify.annotations.NullMarked;
