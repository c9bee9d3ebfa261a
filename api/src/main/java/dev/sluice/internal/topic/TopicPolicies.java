package dev.sluice.internal.topic;

import dev.sluice.Overflow;
import dev.sluice.TimeSource;

/**
 * How a topic behaves.
 *
 * @param whenBehind what happens to messages for a member that is behind
 * @param retention what is kept of the messages
 * @param time where the age of messages is read from
 */
record TopicPolicies<T>(Overflow<T> whenBehind, Retention retention, TimeSource time) {}
