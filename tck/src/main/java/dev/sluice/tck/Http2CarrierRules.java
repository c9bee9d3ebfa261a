package dev.sluice.tck;

import java.util.List;

import dev.sluice.TransportConfigBuilder;

/** One handler of a chat, untouched, over HTTP/2. */
@Needs({Capability.HTTP_2, Capability.TLS})
abstract class Http2CarrierRules extends CarrierRules {

    Http2CarrierRules(TransportFactory factory) {
        super(factory);
    }

    @Override
    List<Way> others() {
        return List.of(Way.SESSION, Way.SHARED_SESSION);
    }

    @Override
    TransportConfigBuilder settings() {
        return SecureChapter.secure();
    }

    @Override
    SessionClient newSession(int port, String path) {
        return new Http2SessionClient(port, path);
    }
}
