package dev.sluice.client.internal.wire;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The golden vectors of the kit. */
final class Vectors {

    /** By its path, as the kit itself depends on this module. */
    private static final Path FOLDER = Path.of("..", "..", "tck", "src", "main", "resources", "dev", "sluice", "tck",
            "vectors");

    private Vectors() {}

    /** Those in files with this ending. */
    static Stream<Vector> of(String ending) {
        JsonNode index = JsonMapper.shared().readTree(bytes("index.json"));
        return StreamSupport.stream(index.spliterator(), false).map(Vector::new)
                .filter(vector -> vector.file().endsWith(ending));
    }

    private static byte[] bytes(String file) {
        try {
            return Files.readAllBytes(FOLDER.resolve(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** One of them. */
    record Vector(JsonNode entry) {

        String file() {
            return entry.get("file").asString();
        }

        byte[] bytes() {
            return Vectors.bytes(file());
        }

        boolean isRead() {
            return !isMalformed() && !entry.get("from").asString().equals("client");
        }

        boolean isWritten() {
            return !isMalformed() && !entry.get("from").asString().equals("server");
        }

        boolean isMalformed() {
            return entry.has("malformed");
        }

        boolean isShared() {
            return file().startsWith("shared-");
        }

        boolean isBinary() {
            return entry.has("base64");
        }

        List<String> words() {
            return entry.get("words").valueStream().map(JsonNode::asString).toList();
        }

        List<String> frames() {
            return entry.get("frames").valueStream().map(JsonNode::asString).toList();
        }

        byte[] message() {
            return isBinary()
                    ? Base64.getDecoder().decode(entry.get("base64").asString())
                    : text("text").orElse("").getBytes(StandardCharsets.UTF_8);
        }

        Optional<String> text(String name) {
            return Optional.ofNullable(entry.get(name)).map(JsonNode::asString);
        }

        @Override
        public String toString() {
            return file();
        }
    }
}
