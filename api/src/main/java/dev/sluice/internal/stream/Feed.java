package dev.sluice.internal.stream;

/** Something that has more for a stream than fits its outbox at once. */
public interface Feed {

    /** Puts more into the outbox, which is empty; false if there was nothing. Never waits for anything but a short lock. */
    boolean feed();
}
