package dev.sluice.undertow;

import java.io.IOException;

import io.undertow.server.protocol.http.HttpServerConnection;
import org.xnio.IoUtils;
import org.xnio.channels.StreamSinkChannel;
import org.xnio.conduits.ConduitStreamSourceChannel;

/** A connection after status 101: raw bytes both ways. */
record UpgradedWire(HttpServerConnection connection) implements Wire {

    @Override
    public StreamSinkChannel sink() {
        return connection.getChannel().getSinkChannel();
    }

    @Override
    public ConduitStreamSourceChannel source() {
        return connection.getChannel().getSourceChannel();
    }

    @Override
    public boolean flush() throws IOException {
        return sink().flush();
    }

    @Override
    public void cut() {
        IoUtils.safeClose(connection);
    }
}
