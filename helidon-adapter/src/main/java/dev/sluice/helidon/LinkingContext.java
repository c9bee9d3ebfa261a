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

/** A connection's context as its HTTP/1.1 side sees it: all the same, but for a writer that can be taken away from it. */
final class LinkingContext implements ConnectionContext {

    private final ConnectionContext helidon;
    private final DetachableWriter writer;

    LinkingContext(ConnectionContext helidon) {
        this.helidon = helidon;
        this.writer = new DetachableWriter(helidon.dataWriter());
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
        return helidon.dataReader();
    }

    @Override
    public ListenerContext listenerContext() {
        return helidon.listenerContext();
    }

    @Override
    public ExecutorService executor() {
        return helidon.executor();
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
