package dev.sluice.tck;

import java.util.List;

import dev.sluice.Endpoint;
import dev.sluice.Transport;
import dev.sluice.TransportConfig;

/** Makes the transport under test. */
@FunctionalInterface
public interface TransportFactory {

    /** A transport that is not started. */
    Transport create(TransportConfig config, List<Endpoint> endpoints);
}
