package dev.sluice.internal.endpoint;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

import dev.sluice.internal.http.PercentEncoding;

/** A path of literal segments and parameters, such as {@code /chat/{room}}. */
public final class PathTemplate {

    private static final Pattern PARAMETER = Pattern.compile("\\{([A-Za-z_][A-Za-z0-9_-]*)}");
    private static final Pattern LITERAL = Pattern.compile("[A-Za-z0-9._~!$&'()*+,;=:@-]*");

    private final String text;
    private final List<Segment> segments;

    private record Segment(boolean parameter, String name) {}

    private PathTemplate(String text, List<Segment> segments) {
        this.text = text;
        this.segments = segments;
    }

    /**
     * Reads a template.
     *
     * @throws IllegalArgumentException if it is malformed; the message says where
     */
    public static PathTemplate parse(String text) {
        if (!text.startsWith("/")) {
            throw new IllegalArgumentException("the path template '" + text + "' does not begin with a slash");
        }
        List<Segment> segments = new ArrayList<>();
        Set<String> names = new HashSet<>();
        for (String part : text.substring(1).split("/", -1)) {
            Segment segment = segment(text, part);
            if (segment.parameter() && !names.add(segment.name())) {
                throw new IllegalArgumentException(
                        "the path template '" + text + "' has the parameter '" + segment.name() + "' twice");
            }
            segments.add(segment);
        }
        return new PathTemplate(text, List.copyOf(segments));
    }

    /**
     * A template without parameters.
     *
     * @throws IllegalArgumentException if it is malformed, or has one
     */
    public static PathTemplate literal(String text) {
        PathTemplate template = parse(text);
        if (template.segments.stream().anyMatch(Segment::parameter)) {
            throw new IllegalArgumentException("the path template '" + text + "' has a parameter");
        }
        return template;
    }

    private static Segment segment(String text, String part) {
        var parameter = PARAMETER.matcher(part);
        if (parameter.matches()) {
            return new Segment(true, parameter.group(1));
        }
        if (!LITERAL.matcher(part).matches()) {
            throw new IllegalArgumentException("the path template '" + text + "' has the segment '" + part
                    + "'; a segment is a literal such as chat, or one parameter such as {room}");
        }
        return new Segment(false, part);
    }

    /** The decoded values of the parameters if the path matches; segments are split before they are decoded. */
    public Optional<Map<String, String>> match(String rawPath) {
        String[] parts = rawPath.startsWith("/") ? rawPath.substring(1).split("/", -1) : new String[0];
        if (parts.length != segments.size()) {
            return Optional.empty();
        }
        Map<String, String> values = new LinkedHashMap<>();
        for (int i = 0; i < parts.length; i++) {
            Segment segment = segments.get(i);
            Optional<String> value = PercentEncoding.decode(parts[i]);
            if (value.isEmpty() || (!segment.parameter() && !segment.name().equals(value.get()))) {
                return Optional.empty();
            }
            if (segment.parameter()) {
                if (value.get().isEmpty()) {
                    return Optional.empty();
                }
                values.put(segment.name(), value.get());
            }
        }
        return Optional.of(values);
    }

    /** The names of the parameters, from left to right. */
    public List<String> parameters() {
        return segments.stream().filter(Segment::parameter).map(Segment::name).toList();
    }

    /** The template with its parameters nameless: two templates of one shape match the same paths. */
    public String shape() {
        StringBuilder shape = new StringBuilder();
        segments.forEach(s -> shape.append('/').append(s.parameter() ? "{}" : s.name()));
        return shape.toString();
    }

    /**
     * Among templates of one length literals sort before parameters, from left to right, so that the first match is the
     * most literal one; templates of different length match no path in common.
     */
    public int compareSpecificity(PathTemplate other) {
        if (segments.size() != other.segments.size()) {
            return Integer.compare(segments.size(), other.segments.size());
        }
        for (int i = 0; i < segments.size(); i++) {
            int order = Boolean.compare(segments.get(i).parameter(), other.segments.get(i).parameter());
            if (order != 0) {
                return order;
            }
        }
        return 0;
    }

    @Override
    public String toString() {
        return text;
    }
}
