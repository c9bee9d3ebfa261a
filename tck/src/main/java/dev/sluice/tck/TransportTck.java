package dev.sluice.tck;

import java.util.List;
import java.util.Set;

import dev.sluice.Endpoint;
import dev.sluice.Transport;
import dev.sluice.TransportConfig;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * The compatibility kit: extend it in a test class of the adapter, say how a transport is made, and run it with JUnit.
 * The rules are those of {@code RULES.md}, a chapter a nested class. The run ends with a report of all rules, as text and as
 * JSON, in {@code target/sluice-tck}, or in the folder that the property {@code sluice.tck.reports} names. Where not all tests were
 * run the report's name ends by {@code -partial}.
 */
@ExtendWith({Applicability.class, RuleInFailure.class, ConformanceRecorder.class})
public abstract class TransportTck {

    /** A transport of the adapter under test, not started. */
    protected abstract Transport transport(TransportConfig config, List<Endpoint> endpoints);

    /**
     * The names of threads that the runtime itself starts for a server and never ends, whatever the adapter does: rule STOP-16
     * leaves them out. None, if not overridden.
     */
    protected Set<String> threadsThatTheRuntimeKeeps() {
        return Set.of();
    }

    /**
     * What the runtime cannot do: the rules that need it do not apply then, and the weaker ones do that {@link Capability} names.
     * Nothing, if not overridden, as an adapter should.
     */
    protected Set<Capability> lacks() {
        return Set.of();
    }

    /** The adapter's name and version, for the report: those of the property {@code sluice.tck.adapter}, if not overridden. */
    protected String adapter() {
        return System.getProperty("sluice.tck.adapter", getClass().getSimpleName());
    }

    /** The runtime's name and version, for the report. */
    protected String runtime() {
        return "an unnamed runtime";
    }

    /** Whether the run ends by a report. */
    boolean isReported() {
        return true;
    }

    final Conformance.Subject subject() {
        return new Conformance.Subject(adapter(), runtime(), lacks());
    }

    @Nested
    @DisplayName("HTTP answers")
    class Http extends HttpRules {
        Http() {
            super(TransportTck.this::transport);
        }
    }

    @Nested
    @DisplayName("Routing")
    class Routing extends RouteRules {
        Routing() {
            super(TransportTck.this::transport);
        }
    }

    @Nested
    @DisplayName("WebSocket opening handshake")
    class Handshakes extends HandshakeRules {
        Handshakes() {
            super(TransportTck.this::transport);
        }
    }

    @Nested
    @DisplayName("WebSocket opening handshake, errors")
    class HandshakeErrors extends HandshakeErrorRules {
        HandshakeErrors() {
            super(TransportTck.this::transport);
        }
    }

    @Nested
    @DisplayName("WebSocket opening handshake, admission")
    class Admissions extends AdmissionRules {
        Admissions() {
            super(TransportTck.this::transport);
        }
    }

    @Nested
    @DisplayName("WebSocket framing")
    class Framing extends FrameRules {
        Framing() {
            super(TransportTck.this::transport);
        }
    }

    @Nested
    @DisplayName("WebSocket framing, errors")
    class FramingErrors extends FrameErrorRules {
        FramingErrors() {
            super(TransportTck.this::transport);
        }
    }

    @Nested
    @DisplayName("WebSocket framing, UTF-8")
    class FramingUtf8 extends Utf8Rules {
        FramingUtf8() {
            super(TransportTck.this::transport);
        }
    }

    @Nested
    @DisplayName("WebSocket framing, limits and kinds of messages")
    class FramingMessages extends MessageRules {
        FramingMessages() {
            super(TransportTck.this::transport);
        }
    }

    @Nested
    @DisplayName("WebSocket compression, offers")
    class CompressionOffers extends CompressionOfferRules {
        CompressionOffers() {
            super(TransportTck.this::transport);
        }
    }

    @Nested
    @DisplayName("WebSocket compression, from client to server")
    class CompressionInput extends CompressionInputRules {
        CompressionInput() {
            super(TransportTck.this::transport);
        }
    }

    @Nested
    @DisplayName("WebSocket compression, errors and limits")
    class CompressionErrors extends CompressionErrorRules {
        CompressionErrors() {
            super(TransportTck.this::transport);
        }
    }

    @Nested
    @DisplayName("WebSocket compression, from server to client")
    class CompressionOutput extends CompressionOutputRules {
        CompressionOutput() {
            super(TransportTck.this::transport);
        }
    }

    @Nested
    @DisplayName("WebSocket close by the client")
    class ClosingByClient extends CloseByClientRules {
        ClosingByClient() {
            super(TransportTck.this::transport);
        }
    }

    @Nested
    @DisplayName("WebSocket close by the server")
    class ClosingByServer extends CloseByServerRules {
        ClosingByServer() {
            super(TransportTck.this::transport);
        }
    }

    @Nested
    @DisplayName("An independent client")
    class JdkClient extends JdkClientRules {
        JdkClient() {
            super(TransportTck.this::transport);
        }
    }

    @Nested
    @DisplayName("SSE bytes")
    class SseBytes extends SseRules {
        SseBytes() {
            super(TransportTck.this::transport);
        }
    }

    @Nested
    @DisplayName("SSE while it lasts")
    class SseLife extends SseLifeRules {
        SseLife() {
            super(TransportTck.this::transport);
        }
    }

    @Nested
    @DisplayName("Life cycle: ended by the server")
    class Life extends LifeRules {
        Life() {
            super(TransportTck.this::transport);
        }
    }

    @Nested
    @DisplayName("Life cycle: ended by the client")
    class LifePeer extends LifePeerRules {
        LifePeer() {
            super(TransportTck.this::transport);
        }
    }

    @Nested
    @DisplayName("Life cycle: after the end")
    class LifeAfter extends LifeAfterRules {
        LifeAfter() {
            super(TransportTck.this::transport);
        }
    }

    @Nested
    @DisplayName("Life cycle: heartbeats of WebSocket")
    class Heartbeats extends HeartbeatRules {
        Heartbeats() {
            super(TransportTck.this::transport);
        }
    }

    @Nested
    @DisplayName("Life cycle: ended by the client, noticed by writing")
    class LateEnds extends LateEndRules {
        LateEnds() {
            super(TransportTck.this::transport);
        }
    }

    @Nested
    @DisplayName("Order")
    class Order extends OrderRules {
        Order() {
            super(TransportTck.this::transport);
        }
    }

    @Nested
    @DisplayName("Flow from server to client")
    class Flow extends FlowRules {
        Flow() {
            super(TransportTck.this::transport);
        }
    }

    @Nested
    @DisplayName("Flow from client to server")
    class Inbound extends InboundRules {
        Inbound() {
            super(TransportTck.this::transport);
        }
    }

    @Nested
    @DisplayName("Topics")
    class Topics extends TopicRules {
        Topics() {
            super(TransportTck.this::transport);
        }
    }

    @Nested
    @DisplayName("Topics: members that are behind")
    class Behind extends BehindRules {
        Behind() {
            super(TransportTck.this::transport);
        }
    }

    @Nested
    @DisplayName("Coming back to a topic")
    class Resuming extends ResumeRules {
        Resuming() {
            super(TransportTck.this::transport);
        }
    }

    @Nested
    @DisplayName("Coming back to a topic: what is kept")
    class Retaining extends RetentionRules {
        Retaining() {
            super(TransportTck.this::transport);
        }
    }

    @Nested
    @DisplayName("Coming back to a topic: many at once")
    class ResumeStorm extends ResumeStormRules {
        ResumeStorm() {
            super(TransportTck.this::transport);
        }
    }

    @Nested
    @DisplayName("The sub-protocol sluice.v1")
    class V1 extends V1Rules {
        V1() {
            super(TransportTck.this::transport);
        }
    }

    @Nested
    @DisplayName("Shared endpoints: opening")
    class Shared extends SharedRules {
        Shared() {
            super(TransportTck.this::transport);
        }
    }

    @Nested
    @DisplayName("Shared endpoints: life")
    class SharedLife extends SharedLifeRules {
        SharedLife() {
            super(TransportTck.this::transport);
        }
    }

    @Nested
    @DisplayName("Shared endpoints: credit and turns")
    class SharedFlow extends SharedFlowRules {
        SharedFlow() {
            super(TransportTck.this::transport);
        }
    }

    @Nested
    @DisplayName("Requests and answers")
    class Requests extends RequestRules {
        Requests() {
            super(TransportTck.this::transport);
        }
    }

    @Nested
    @DisplayName("One handler, whatever carries it")
    class Carriers extends CarrierRules {
        Carriers() {
            super(TransportTck.this::transport);
        }
    }

    @Nested
    @DisplayName("One handler, whatever carries it, over HTTP/2")
    class Http2Carriers extends Http2CarrierRules {
        Http2Carriers() {
            super(TransportTck.this::transport);
        }
    }

    @Nested
    @DisplayName("Limits and principals")
    class Limits extends LimitRules {
        Limits() {
            super(TransportTck.this::transport);
        }
    }

    @Nested
    @DisplayName("Limits: streams")
    class Quotas extends QuotaRules {
        Quotas() {
            super(TransportTck.this::transport);
        }
    }

    @Nested
    @DisplayName("Limits: openings")
    class Openings extends OpeningRules {
        Openings() {
            super(TransportTck.this::transport);
        }
    }

    @Nested
    @DisplayName("Limits: messages")
    class MessageQuotas extends MessageQuotaRules {
        MessageQuotas() {
            super(TransportTck.this::transport);
        }
    }

    @Nested
    @DisplayName("Gates")
    class Gates extends GateRules {
        Gates() {
            super(TransportTck.this::transport);
        }
    }

    @Nested
    @DisplayName("CORS")
    class Cors extends CorsRules {
        Cors() {
            super(TransportTck.this::transport);
        }
    }

    @Nested
    @DisplayName("The AsyncAPI document")
    class Description extends AsyncApiRules {
        Description() {
            super(TransportTck.this::transport);
        }
    }

    @Nested
    @DisplayName("Tickets")
    class Tickets extends TicketRules {
        Tickets() {
            super(TransportTck.this::transport);
        }
    }

    @Nested
    @DisplayName("Misuse of endpoints and configurations")
    class Errors extends ErrorRules {
        Errors() {
            super(TransportTck.this::transport);
        }
    }

    @Nested
    @DisplayName("Start and stop")
    class Stop extends StopRules {
        Stop() {
            super(TransportTck.this::transport);
        }
    }

    @Nested
    @DisplayName("Stopping in time")
    class StopInTime extends StopInTimeRules {
        StopInTime() {
            super(TransportTck.this::transport, TransportTck.this::threadsThatTheRuntimeKeeps);
        }
    }

    @Nested
    @DisplayName("Draining")
    class Drain extends DrainRules {
        Drain() {
            super(TransportTck.this::transport);
        }
    }

    @Nested
    @DisplayName("Rotation of old streams")
    class Rotation extends RotationRules {
        Rotation() {
            super(TransportTck.this::transport);
        }
    }

    @Nested
    @DisplayName("Silence")
    class Silence extends SilenceRules {
        Silence() {
            super(TransportTck.this::transport);
        }
    }

    @Nested
    @DisplayName("Observers")
    class Observing extends ObserverRules {
        Observing() {
            super(TransportTck.this::transport);
        }
    }

    @Nested
    @DisplayName("Flow: floods")
    class Floods extends FloodRules {
        Floods() {
            super(TransportTck.this::transport);
        }
    }

    @Nested
    @DisplayName("TLS")
    class Secure extends TlsRules {
        Secure() {
            super(TransportTck.this::transport);
        }
    }

    @Nested
    @DisplayName("TLS while it lasts")
    class SecureLife extends TlsLifeRules {
        SecureLife() {
            super(TransportTck.this::transport);
        }
    }

    @Nested
    @DisplayName("HTTP/2")
    class Http2 extends Http2Rules {
        Http2() {
            super(TransportTck.this::transport);
        }
    }

    @Nested
    @DisplayName("Bodies of requests")
    class Bodies extends BodyRules {
        Bodies() {
            super(TransportTck.this::transport);
        }
    }

    @Nested
    @DisplayName("Two-way over Server-Sent Events")
    class Sessions extends SessionRules {
        Sessions() {
            super(TransportTck.this::transport);
        }
    }

    @Nested
    @DisplayName("Two-way over Server-Sent Events: coming back, and the end")
    class SessionLife extends SessionLifeRules {
        SessionLife() {
            super(TransportTck.this::transport);
        }
    }

    @Nested
    @DisplayName("Two-way over Server-Sent Events: web pages and broken connections")
    class SessionWire extends SessionWireRules {
        SessionWire() {
            super(TransportTck.this::transport);
        }
    }

    @Nested
    @DisplayName("Two-way over Server-Sent Events, over HTTP/2")
    class Http2Sessions extends Http2SessionRules {
        Http2Sessions() {
            super(TransportTck.this::transport);
        }
    }

    @Nested
    @DisplayName("Two-way over Server-Sent Events, over HTTP/2: coming back, and the end")
    class Http2SessionLife extends Http2SessionLifeRules {
        Http2SessionLife() {
            super(TransportTck.this::transport);
        }
    }

    @Nested
    @DisplayName("Network")
    class Network extends NetworkRules {
        Network() {
            super(TransportTck.this::transport);
        }
    }

    @Nested
    @DisplayName("Network: clients that come back, and topics")
    class NetworkTopics extends NetworkTopicRules {
        NetworkTopics() {
            super(TransportTck.this::transport);
        }
    }

    @Nested
    @DisplayName("Through a bad network")
    class ThroughNetwork extends BadNetworkRules {
        ThroughNetwork() {
            super(TransportTck.this::transport);
        }
    }

    @Nested
    @DisplayName("The Java client")
    class JavaClient extends JavaClientRules {
        JavaClient() {
            super(TransportTck.this::transport);
        }
    }

    @Nested
    @DisplayName("The Java client: shared endpoints and requests")
    class JavaClientShared extends JavaClientSharedRules {
        JavaClientShared() {
            super(TransportTck.this::transport);
        }
    }

    @Nested
    @DisplayName("What a transport may lack")
    class Lacks extends LackingRules {
        Lacks() {
            super(TransportTck.this::transport);
        }
    }

    @Nested
    @DisplayName("Load")
    class Load extends LoadRules {
        Load() {
            super(TransportTck.this::transport);
        }
    }
}
