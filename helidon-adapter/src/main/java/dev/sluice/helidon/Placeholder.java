package dev.sluice.helidon;

/** Stands here until the first real type of this package does. */
public interface Placeholder {}
