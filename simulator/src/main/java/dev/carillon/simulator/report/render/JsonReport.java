package dev.carillon.simulator.report.render;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import dev.carillon.simulator.report.Report;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A report for programs: one JSON object (RFC 8259) on one line, all series included. Only ASCII, and no {@code <},
 * {@code >} or {@code &}, so that it may stand inside a page's script element, too.
 */
public final class JsonReport {
    private static final JsonFactory JSON = new JsonFactoryBuilder()
            .enable(JsonWriteFeature.ESCAPE_NON_ASCII)
            .characterEscapes(new PageEscapes())
            .build();

    private JsonReport() {}

    /** Writes the file, over what was there. */
    public static void write(Report report, Path file) throws IOException {
        Files.writeString(file, line(report) + "\n", StandardCharsets.UTF_8);
    }

    /** The object. */
    public static String line(Report report) {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = JSON.createGenerator(text)) {
            new SectionJson(json).report(report);
        } catch (IOException e) {
            throw new UncheckedIOException(e); // a string does not fail
        }
        return text.toString();
    }
}
