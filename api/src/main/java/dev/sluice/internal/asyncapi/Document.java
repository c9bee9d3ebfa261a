package dev.sluice.internal.asyncapi;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import dev.sluice.Channel;
import dev.sluice.Codec;
import dev.sluice.Endpoint;
import dev.sluice.Protocol;
import dev.sluice.TwoWayChannel;
import dev.sluice.internal.endpoint.EndpointSpec;
import dev.sluice.internal.endpoint.Service;

/**
 * Describes endpoints by AsyncAPI 3.0.0. The application that such a document describes is the server: it sends what is
 * outgoing and receives what is incoming. It names no server, as none knows by which name clients reach it.
 */
public final class Document {

    private static final String PERSPECTIVE = "The application is the server: what it sends, clients receive."
            + " Addresses are paths below the place where it is mounted.";

    private final Map<String, Object> channels = new LinkedHashMap<>();
    private final Map<String, Object> operations = new LinkedHashMap<>();
    private final Schemas schemas = new Schemas();

    private Document() {}

    /**
     * The text of the document.
     *
     * @throws IllegalArgumentException if an endpoint was not made by {@link Endpoint#at}, or a schema cannot be written
     */
    public static String of(String title, String version, Collection<? extends Endpoint> endpoints) {
        Document document = new Document();
        for (Endpoint endpoint : endpoints) {
            if (!(endpoint instanceof EndpointSpec spec)) {
                throw new IllegalArgumentException(
                        "endpoints are made by Endpoint.at, not by a " + endpoint.getClass().getName());
            }
            document.add(spec);
        }
        return JsonText.of(document.root(title, version));
    }

    private Map<String, Object> root(String title, String version) {
        Map<String, Object> root = new LinkedHashMap<>();
        root.put("asyncapi", "3.0.0");
        root.put("info", members("title", title, "version", version, "description", PERSPECTIVE));
        root.put("channels", channels);
        root.put("operations", operations);
        if (!schemas.shared().isEmpty()) {
            root.put("components", Map.of("schemas", schemas.shared()));
        }
        return root;
    }

    private void add(EndpointSpec endpoint) {
        if (endpoint.service() instanceof Service.Shared shared) {
            for (EndpointSpec part : shared.parts()) {
                Map<String, Object> extension = extension(endpoint);
                extension.put("target", part.pathTemplate());
                add(endpoint, part.service().channel(), extension)
                        .put("description", "A stream of a connection that streams share: subscribe to its target.");
            }
        } else {
            add(endpoint, endpoint.service().channel(), extension(endpoint));
        }
    }

    private Map<String, Object> add(EndpointSpec endpoint, Channel<?> channel, Map<String, Object> extension) {
        String key = unusedKey(channel.name());
        Map<String, Object> messages = new LinkedHashMap<>();
        Map<String, Object> described = members("address", endpoint.pathTemplate(), "title", channel.name(), "messages",
                messages);
        channels.put(key, described);
        speak("send", key, "outgoing", channel.outgoing(), messages, endpoint);
        if (channel instanceof TwoWayChannel<?, ?> two) {
            speak("receive", key, "incoming", two.incoming(), messages, endpoint);
        }
        Map<String, Object> parameters = new LinkedHashMap<>();
        endpoint.template().parameters().forEach(name -> parameters.put(name,
                Map.of("description", "One segment of the path, percent-encoded, not empty.")));
        if (!parameters.isEmpty()) {
            described.put("parameters", parameters);
        }
        if (endpoint.protocols().contains(Protocol.WEB_SOCKET)) {
            described.put("bindings", Map.of("ws", members("method", "GET", "bindingVersion", "0.1.0")));
        }
        described.put("x-sluice", extension);
        return described;
    }

    private void speak(String action, String channel, String name, Codec<?> codec, Map<String, Object> messages,
            EndpointSpec endpoint) {
        messages.put(name, message(codec, endpoint));
        String reference = "#/channels/" + channel;
        Map<String, Object> operation = members("action", action, "channel", Map.of("$ref", reference), "messages",
                List.of(Map.of("$ref", reference + "/messages/" + name)));
        if (endpoint.protocols().contains(Protocol.SSE)) {
            operation.put("bindings", Map.of("http",
                    members("method", action.equals("receive") ? "POST" : "GET", "bindingVersion", "0.3.0")));
        }
        operations.put(action + "_" + channel, operation);
    }

    private Map<String, Object> message(Codec<?> codec, EndpointSpec endpoint) {
        Map<String, Object> message = members("contentType", codec.contentType());
        try {
            Map<String, Object> schema = schemas.add(codec.schema());
            if (!schema.isEmpty()) {
                message.put("payload", schema);
            }
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("endpoint " + endpoint.template() + ": " + e.getMessage(), e);
        }
        return message;
    }

    /** What AsyncAPI has no words for. */
    private static Map<String, Object> extension(EndpointSpec endpoint) {
        List<String> protocols = new ArrayList<>();
        for (Protocol protocol : Protocol.values()) {
            if (endpoint.protocols().contains(protocol)) {
                protocols.add(protocol == Protocol.SSE ? "sse" : "websocket");
            }
        }
        Map<String, Object> extension = members("protocols", protocols);
        if (endpoint.protocols().contains(Protocol.WEB_SOCKET)) {
            extension.put("subprotocols", endpoint.subprotocols());
        }
        return extension;
    }

    /** A key that can stand in a reference as it is; channels of one name are told apart by a number. */
    private String unusedKey(String name) {
        String key = name.replaceAll("[^A-Za-z0-9_-]", "_");
        String unused = key;
        for (int number = 2; channels.containsKey(unused); number++) {
            unused = key + "_" + number;
        }
        return unused;
    }

    private static Map<String, Object> members(Object... namesAndValues) {
        Map<String, Object> members = new LinkedHashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            members.put((String) namesAndValues[i], namesAndValues[i + 1]);
        }
        return members;
    }
}
