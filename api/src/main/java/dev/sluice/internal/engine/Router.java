package dev.sluice.internal.engine;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import dev.sluice.Endpoint;
import dev.sluice.internal.endpoint.EndpointSpec;

/** Finds the endpoint of a path: the most literal template that matches. */
final class Router {

    /** An endpoint with the values of its path's parameters. */
    record Route(EndpointSpec endpoint, Map<String, String> parameters) {}

    private final List<EndpointSpec> endpoints;

    /**
     * A router for these endpoints.
     *
     * @throws IllegalArgumentException if two have the same path, or one was not made by {@link Endpoint#at}
     */
    Router(Collection<? extends Endpoint> endpoints) {
        List<EndpointSpec> specs = new ArrayList<>();
        Map<String, EndpointSpec> shapes = new HashMap<>();
        for (Endpoint endpoint : endpoints) {
            if (!(endpoint instanceof EndpointSpec spec)) {
                throw new IllegalArgumentException(
                        "endpoints are made by Endpoint.at, not by a " + endpoint.getClass().getName());
            }
            EndpointSpec other = shapes.put(spec.template().shape(), spec);
            if (other != null) {
                throw new IllegalArgumentException("two endpoints at one path: " + other.template() + " serves "
                        + other.names() + " and " + spec.template() + " serves " + spec.names()
                        + "; give one of them another path");
            }
            specs.add(spec);
        }
        specs.sort((a, b) -> a.template().compareSpecificity(b.template()));
        this.endpoints = List.copyOf(specs);
    }

    Optional<Route> find(String rawPath) {
        for (EndpointSpec endpoint : endpoints) {
            Optional<Map<String, String>> parameters = endpoint.template().match(rawPath);
            if (parameters.isPresent()) {
                return Optional.of(new Route(endpoint, parameters.get()));
            }
        }
        return Optional.empty();
    }
}
