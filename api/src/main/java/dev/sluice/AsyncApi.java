package dev.sluice;

import java.util.Collection;

import dev.sluice.internal.asyncapi.Document;
import dev.sluice.internal.endpoint.PathTemplate;

/**
 * A description of endpoints for people and tools, as a JSON document of AsyncAPI 3.0.0: the channels, what the server sends
 * and receives on them, and the schema of their messages where the codec can tell ({@link Codec#schema()}). A transport serves
 * it to whoever asks, if {@link TransportConfigBuilder#asyncApi} says so; no gate guards it. Immutable.
 *
 * @param path where a transport serves it: an absolute path without parameters, such as {@code /asyncapi.json}
 * @param title the name of what is described
 * @param version the version of what is described
 */
public record AsyncApi(String path, String title, String version) {

    /**
     * Checks the values.
     *
     * @throws IllegalArgumentException if the path is malformed or has a parameter, or the title or the version is blank
     */
    public AsyncApi {
        PathTemplate.literal(path);
        if (title.isBlank() || version.isBlank()) {
            throw new IllegalArgumentException("an AsyncAPI document needs a title and a version that are not blank");
        }
    }

    /**
     * A document with the title {@code Streams} and the version {@code 0.0.0}.
     *
     * @param path where a transport serves it
     * @throws IllegalArgumentException if the path is malformed or has a parameter
     */
    public static AsyncApi at(String path) {
        return new AsyncApi(path, "Streams", "0.0.0");
    }

    /**
     * The document as a transport with these endpoints serves it, for instance to write it to a file.
     *
     * @throws IllegalArgumentException if an endpoint was not made by {@link Endpoint#at}, or a codec gives a schema that is no
     *             JSON or refers to what it does not define
     */
    public String document(Collection<? extends Endpoint> endpoints) {
        return Document.of(title, version, endpoints);
    }
}
