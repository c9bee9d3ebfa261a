package dev.sluice.helidon;

import java.util.Optional;
import java.util.concurrent.ExecutorService;

import io.helidon.common.buffers.DataReader;
import io.helidon.common.socket.HelidonSocket;
import io.helidon.common.socket.PeerInfo;
import io.helidon.webserver.ConnectionContext;
import io.helidon.webserver.ListenerContext;
import io.helidon.webserver.ProxyProtocolData;
import io.helidon.webserver.Router;

/**
 * A connection's context as Helidon's side of it sees it: all the same, but for a writer that can be taken away, and for
 * HTTP/2 a reader and an executor that lead its resets to its links.
 */
final class LinkingContext implements ConnectionContext {

    private final ConnectionContext helidon;
    private final DetachableWriter writer;
    private final Http2Links links;
    private boolean http2;

    LinkingContext(ConnectionContext helidon, boolean http2) {
        this.helidon = helidon;
        this.http2 = http2;
        this.writer = new DetachableWriter(helidon.dataWriter());
        this.links = new Http2Links(writer);
    }

    /** The links of a connection that speaks HTTP/2. */
    Http2Links links() {
        return links;
    }

    /** Helidon's own, for the one who takes the connection over. */
    ConnectionContext helidon() {
        return helidon;
    }

    @Override
    public DetachableWriter dataWriter() {
        return writer;
    }

    @Override
    public DataReader dataReader() {
        if (http2) {
            return DataReader.create(new ResetWatch(helidon.dataReader(), links::reset));
        }
        // HTTP/1.1 asks once; who asks next is what it upgrades the connection to.
        http2 = true;
        return helidon.dataReader();
    }

    @Override
    public ListenerContext listenerContext() {
        return helidon.listenerContext();
    }

    @Override
    public ExecutorService executor() {
        return new StreamExecutor(helidon.executor(), links);
    }

    @Override
    public Router router() {
        return helidon.router();
    }

    @Override
    public Optional<ProxyProtocolData> proxyProtocolData() {
        return helidon.proxyProtocolData();
    }

    @Override
    public HelidonSocket serverSocket() {
        return helidon.serverSocket();
    }

    @Override
    public PeerInfo remotePeer() {
        return helidon.remotePeer();
    }

    @Override
    public PeerInfo localPeer() {
        return helidon.localPeer();
    }

    @Override
    public boolean isSecure() {
        return helidon.isSecure();
    }

    @Override
    public String socketId() {
        return helidon.socketId();
    }

    @Override
    public String childSocketId() {
        return helidon.childSocketId();
    }
}
