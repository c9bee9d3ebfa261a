package dev.sluice.tck;

import java.util.List;

import dev.sluice.Endpoint;
import dev.sluice.Transport;
import dev.sluice.TransportConfig;

/**
 * The compatibility kit: extend it in a test class of the adapter, say how a transport is made, and run it with JUnit. The
 * rules are those of {@code RULES.md}, a chapter a nested class.
 */
public abstract class TransportTck {

    /** A transport of the adapter under test, not started. */
    protected abstract Transport transport(TransportConfig config, List<Endpoint> endpoints);
}
