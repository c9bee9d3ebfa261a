package dev.sluice.internal.engine;

import java.util.logging.Level;
import java.util.logging.Logger;

import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Keeps the warnings about failures that a test makes on purpose out of the build's output. */
final class QuietLog implements BeforeAllCallback, AfterAllCallback {

    private static final Logger LOG = Logger.getLogger("dev.sluice");

    @Override
    public void beforeAll(ExtensionContext context) {
        LOG.setLevel(Level.OFF);
    }

    @Override
    public void afterAll(ExtensionContext context) {
        LOG.setLevel(null);
    }
}
