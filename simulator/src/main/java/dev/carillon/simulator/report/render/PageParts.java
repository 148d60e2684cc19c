package dev.carillon.simulator.report.render;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Properties;

/** What every page carries inside itself, from the class path: style, script, and the library that draws. */
final class PageParts {
    private static final String UPLOT_POM = "/META-INF/maven/org.webjars.npm/uplot/pom.properties";

    private PageParts() {}

    static String style() {
        return uplot("dist/uPlot.min.css") + "\n" + read("report.css");
    }

    /** The library with its licence, which goes where the library goes. */
    static String library() {
        return "/*\n" + uplot("LICENSE").replace("*/", "* /") + "*/\n" + uplot("dist/uPlot.iife.min.js");
    }

    static String script() {
        return read("report.js");
    }

    /** The version of the library. */
    static String libraryVersion() {
        Properties pom = new Properties();
        try (InputStream in = open(UPLOT_POM)) {
            pom.load(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return pom.getProperty("version");
    }

    private static String uplot(String file) {
        return read("/META-INF/resources/webjars/uplot/" + libraryVersion() + "/" + file);
    }

    private static String read(String resource) {
        try (InputStream in = open(resource)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static InputStream open(String resource) {
        InputStream in = PageParts.class.getResourceAsStream(resource);
        if (in == null) {
            throw new IllegalStateException(resource + " is not on the class path; this build is not whole");
        }
        return in;
    }
}
