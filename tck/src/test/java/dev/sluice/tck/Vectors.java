package dev.sluice.tck;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.StreamSupport;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The golden vectors of {@code docs/protocol.md}. */
final class Vectors {

    private static final String FOLDER = "/dev/sluice/tck/vectors/";

    /** One file, and what the index says about it. */
    record Vector(String file, JsonNode meaning) {

        boolean isFrom(String side) {
            String from = meaning.path("from").asString("");
            return from.equals(side) || from.equals("both");
        }

        boolean isMalformed() {
            return meaning.has("malformed");
        }

        List<String> words() {
            return StreamSupport.stream(meaning.path("words").spliterator(), false).map(JsonNode::asString).toList();
        }

        boolean isShared() {
            return words().stream().anyMatch(word -> word.startsWith("/"));
        }

        /** What stands behind the header line, if the index says so. */
        Optional<byte[]> message() {
            return meaning.has("base64")
                    ? Optional.of(Base64.getDecoder().decode(meaning.path("base64").asString()))
                    : Optional.of(meaning.path("text")).filter(JsonNode::isString)
                            .map(text -> text.asString().getBytes(StandardCharsets.UTF_8));
        }

        byte[] bytes() {
            return read(file);
        }

        @Override
        public String toString() {
            return file;
        }
    }

    private Vectors() {}

    static List<Vector> all(String ending) {
        List<Vector> vectors = new ArrayList<>();
        for (JsonNode entry : JsonMapper.shared().readTree(read("index.json"))) {
            String file = entry.path("file").asString();
            if (file.endsWith(ending)) {
                vectors.add(new Vector(file, entry));
            }
        }
        return vectors;
    }

    private static byte[] read(String file) {
        try (InputStream in = Objects.requireNonNull(Vectors.class.getResourceAsStream(FOLDER + file), file)) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
