package dev.sluice.internal.stream;

/** How the messages of a stream are written. */
public interface Writing {

    /** The bytes to write; shared, not to be changed. */
    byte[] of(Message message);
}
