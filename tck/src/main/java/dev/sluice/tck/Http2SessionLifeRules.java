package dev.sluice.tck;

import dev.sluice.TransportConfigBuilder;

/** Two-way over Server-Sent Events, over HTTP/2: coming back, and the end. */
@Needs({Capability.HTTP_2, Capability.TLS})
abstract class Http2SessionLifeRules extends SessionLifeRules {

    Http2SessionLifeRules(TransportFactory factory) {
        super(factory);
    }

    @Override
    TransportConfigBuilder settings() {
        return SecureChapter.secure();
    }

    @Override
    SessionClient newClient(int port, String path) {
        return new Http2SessionClient(port, path);
    }
}
