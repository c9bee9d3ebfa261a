/** What an application writes against: channels, streams, topics, endpoints and transports. */
@NullMarked
package dev.sluice;

import org.jspecify.annotations.NullMarked;
