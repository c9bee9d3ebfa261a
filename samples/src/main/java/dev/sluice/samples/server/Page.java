package dev.sluice.samples.server;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/**
 * A file that the browser loads.
 *
 * @param path where it is served
 * @param contentType what it is
 * @param text all of it
 */
public record Page(String path, String contentType, String text) {

    /** An HTML file beside this class. */
    public static Page html(String path, Class<?> beside, String file) {
        return new Page(path, "text/html; charset=utf-8", read(beside, file));
    }

    /** A style sheet beside this class. */
    public static Page css(String path, Class<?> beside, String file) {
        return new Page(path, "text/css; charset=utf-8", read(beside, file));
    }

    /** A script beside this class. */
    public static Page script(String path, Class<?> beside, String file) {
        return new Page(path, "text/javascript; charset=utf-8", read(beside, file));
    }

    private static String read(Class<?> beside, String file) {
        try (InputStream in = beside.getResourceAsStream(file)) {
            if (in == null) {
                throw new IllegalArgumentException("there is no " + file + " beside " + beside.getName());
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
