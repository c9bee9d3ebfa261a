package dev.sluice.tck;

import dev.sluice.TransportConfigBuilder;

/** Two-way over Server-Sent Events, over HTTP/2. */
@Needs({Capability.HTTP_2, Capability.TLS})
abstract class Http2SessionRules extends SessionRules {

    Http2SessionRules(TransportFactory factory) {
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
