package dev.carillon.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Rules that hold for the repository as a whole; each failure names the file to mend. */
class RepositoryTest {
    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
    private static final Pattern LINK = Pattern.compile("\\[[^\\]]*\\]\\(([^)\\s#]+)(#[^)]*)?\\)");
    private static final Pattern UNFINISHED = Pattern.compile("\\b(" + "TO" + "DO|FIX" + "ME|X" + "XX" + ")\\b");

    private static List<Path> files(Predicate<Path> wanted) {
        try (Stream<Path> walk = Files.walk(ROOT)) {
            return walk.filter(Files::isRegularFile)
                    .filter(p -> {
                        String path = ROOT.relativize(p).toString();
                        return !path.contains("target/") && !path.startsWith(".git/") && !path.startsWith(".carillon/");
                    })
                    .filter(wanted)
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void everyLinkInMarkdownLeadsSomewhere() {
        List<String> broken = new ArrayList<>();
        for (Path file : files(p -> p.toString().endsWith(".md"))) {
            Matcher link = LINK.matcher(read(file));
            while (link.find()) {
                String target = link.group(1);
                if (!target.contains("://") && !Files.exists(file.resolveSibling(target))) {
                    broken.add(ROOT.relativize(file) + " -> " + target);
                }
            }
        }
        assertThat(broken).isEmpty();
    }

    @Test
    void everyModuleHasAReadme() {
        Matcher module = Pattern.compile("<module>(.*)</module>").matcher(read(ROOT.resolve("pom.xml")));
        int modules = 0;
        while (module.find()) {
            modules++;
            assertThat(ROOT.resolve(module.group(1)).resolve("README.md")).isRegularFile();
        }
        assertThat(modules).isEqualTo(7);
    }

    @Test
    void everyPackageSaysWhatItIsFor() {
        List<String> silent = files(p -> p.toString().endsWith(".java")
                        && p.toString().contains("src/main/java")
                        && !Files.exists(p.resolveSibling("package-info.java")))
                .stream()
                .map(p -> ROOT.relativize(p.getParent()).toString())
                .distinct()
                .toList();
        assertThat(silent).isEmpty();
    }

    @Test
    void nothingIsLeftUnfinished() {
        List<String> marked = files(
                        p -> p.toString().endsWith(".java") || p.toString().endsWith(".md"))
                .stream()
                .filter(p -> UNFINISHED.matcher(read(p)).find())
                .map(p -> ROOT.relativize(p).toString())
                .toList();
        assertThat(marked).isEmpty();
    }
}
