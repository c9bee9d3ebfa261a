package dev.sluice.undertow;

import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

import dev.sluice.spi.Answer;
import dev.sluice.spi.LinkEnd;
import dev.sluice.spi.LinkHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.server.protocol.http.HttpServerConnection;
import io.undertow.util.Headers;
import io.undertow.util.StatusCodes;
import org.jspecify.annotations.Nullable;
import org.xnio.channels.StreamSinkChannel;

/** Turns exchanges into links, on the I/O thread of their connection. */
final class Links {

    private Links() {}

    static void upgrade(HttpServerExchange exchange, Answer.Upgrade answer) {
        LinkHandler handler = answer.handler();
        HttpServerConnection connection = http1(exchange);
        if (connection == null || !exchange.isRequestComplete()) {
            refuse(exchange, handler);
            return;
        }
        onIoThread(exchange, handler, takeOver -> {
            UndertowLink link = new UndertowLink(handler, new UpgradedWire(connection));
            connection.addCloseListener(closed -> link.closed());
            takeOver.run();
            Responses.putHeaders(exchange, answer.headers());
            if (exchange.isBlocking()) {
                // Else ending the exchange waits for the flush, which this thread must not.
                exchange.startBlocking(null);
            }
            exchange.setPersistent(true);
            exchange.upgradeChannel((channel, upgraded) -> link.open());
            exchange.endExchange();
        });
    }

    static void stream(HttpServerExchange exchange, Answer.Stream answer) {
        LinkHandler handler = answer.handler();
        HttpServerConnection connection = http1(exchange);
        if (!exchange.isRequestComplete()) {
            // Its body would stand before the end of the client's half, which ends the link.
            refuse(exchange, handler);
            return;
        }
        onIoThread(exchange, handler, takeOver -> {
            StreamSinkChannel sink = start(exchange, answer, connection);
            UndertowLink link = new UndertowLink(handler, new ResponseWire(exchange, sink, connection));
            exchange.addExchangeCompleteListener((done, others) -> {
                link.completed(done.getConnection().isOpen());
                others.proceed();
            });
            takeOver.run();
            if (connection != null) {
                connection.addCloseListener(closed -> link.closed());
            }
            link.open();
        });
    }

    private static StreamSinkChannel start(HttpServerExchange exchange, Answer.Stream answer,
            @Nullable HttpServerConnection connection) {
        exchange.setStatusCode(StatusCodes.OK);
        Responses.putHeaders(exchange, answer.headers());
        exchange.getResponseHeaders().remove(Headers.CONTENT_LENGTH);
        if (connection != null) {
            // What comes behind the request is dropped, so there is no next one.
            exchange.setPersistent(false);
            if (exchange.isHttp11()) {
                // Undertow chunks on its own only where the connection persists.
                exchange.getResponseHeaders().put(Headers.TRANSFER_ENCODING, Headers.CHUNKED.toString());
            }
        }
        return exchange.getResponseChannel();
    }

    private static @Nullable HttpServerConnection http1(HttpServerExchange exchange) {
        return exchange.getConnection() instanceof HttpServerConnection connection ? connection : null;
    }

    private static void refuse(HttpServerExchange exchange, LinkHandler handler) {
        handler.ended(LinkEnd.BROKEN);
        Responses.send(exchange, 400, "this request cannot become a stream");
    }

    /**
     * Runs after the handlers have returned, so outside of what Undertow does around them. Whatever keeps it from running, or
     * ends it before the link takes the handler over, ends the exchange, and then the handler is told.
     */
    private static void onIoThread(HttpServerExchange exchange, LinkHandler handler, Consumer<Runnable> opening) {
        AtomicBoolean unopened = new AtomicBoolean(true);
        exchange.addExchangeCompleteListener((done, others) -> {
            giveUp(unopened, handler);
            others.proceed();
        });
        Executor ioThread = task -> {
            try {
                exchange.getIoThread().execute(task);
            } catch (RejectedExecutionException e) {
                giveUp(unopened, handler);
                throw e;
            }
        };
        exchange.dispatch(ioThread, () -> {
            if (exchange.isComplete() || !exchange.getConnection().isOpen()) {
                giveUp(unopened, handler);
                exchange.endExchange();
            } else {
                opening.accept(() -> unopened.set(false));
            }
        });
    }

    private static void giveUp(AtomicBoolean unopened, LinkHandler handler) {
        if (unopened.compareAndSet(true, false)) {
            handler.ended(LinkEnd.STOPPED);
        }
    }
}
