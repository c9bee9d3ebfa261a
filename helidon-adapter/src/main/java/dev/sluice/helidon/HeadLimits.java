package dev.sluice.helidon;

import java.util.List;

import dev.sluice.Limits;
import io.helidon.webserver.http1.Http1Config;
import io.helidon.webserver.http2.Http2Config;
import io.helidon.webserver.spi.ProtocolConfig;

/**
 * How large a head Helidon reads: twice what the engine takes, so that the engine can say what was too much, and nobody
 * takes more memory than that.
 */
final class HeadLimits {

    private static final int SYNTAX_OF_A_LINE = 4;
    private static final int REQUEST_LINE = 256;

    private HeadLimits() {}

    static int bytes(Limits limits) {
        long bytes = 2L * limits.maxHeaderBytes() + 2L * SYNTAX_OF_A_LINE * limits.maxHeaders() + REQUEST_LINE;
        return (int) Math.min(Integer.MAX_VALUE, bytes);
    }

    static List<ProtocolConfig> of(Limits limits) {
        int size = bytes(limits);
        return List.of(Http1Config.builder().maxHeadersSize(size).maxPrologueLength(size).build(),
                Http2Config.builder().maxHeaderListSize(size).build());
    }
}
