package dev.sluice.undertow;

import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;

import io.undertow.server.ServerConnection;
import org.xnio.IoUtils;

/** How long a connection may stay half-closed for a peer that keeps its half open; Undertow would wait ten seconds. */
final class Lingering {

    private static final long MILLIS = 1_000;

    private Lingering() {}

    static void limit(ServerConnection connection) {
        try {
            connection.getIoThread().executeAfter(() -> IoUtils.safeClose(connection), MILLIS, TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            IoUtils.safeClose(connection);
        }
    }
}
