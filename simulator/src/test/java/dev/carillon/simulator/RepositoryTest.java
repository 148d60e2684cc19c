package dev.carillon.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Rules that hold for the repository as a whole; each failure names the file to mend. */
class RepositoryTest {
    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
    private static final Pattern LINK = Pattern.compile("\\[[^\\]]*\\]\\(([^)\\s#]*)(?:#([^)\\s]*))?\\)");
    private static final Pattern HEADING = Pattern.compile("(?m)^#+ +(.*)$");
    private static final Pattern UNFINISHED = Pattern.compile("\\b(" + "TO" + "DO|FIX" + "ME|X" + "XX" + ")\\b");

    /** Arrows between modules, as ARCHITECTURE.md has them. Nothing knows the simulator. */
    private static final Map<String, Set<String>> MAY_KNOW = Map.of(
            "protocol-spec", Set.of(),
            "ring", Set.of(),
            "storage-rocksdb", Set.of(),
            "node", Set.of("protocol-spec", "ring", "storage-rocksdb"),
            "client", Set.of("protocol-spec"),
            "admin-cli", Set.of("protocol-spec", "ring"),
            "simulator", Set.of("node", "client"));

    /** Libraries that only some modules may bring in. */
    private static final Map<String, List<String>> ONLY_IN = Map.of(
            "rocksdbjni", List.of("storage-rocksdb"),
            "snakeyaml-engine", List.of("node", "simulator"),
            "micrometer-registry-prometheus", List.of("node"),
            "netty-codec-http", List.of("node"));

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
                Path there = target.isEmpty() ? file : file.resolveSibling(target);
                if (!target.contains("://") && !(Files.exists(there) && hasHeading(there, link.group(2)))) {
                    broken.add(ROOT.relativize(file) + " -> " + link.group());
                }
            }
        }
        assertThat(broken).isEmpty();
    }

    /** Whether a Markdown file has the heading that an anchor names, the way GitHub spells it. */
    private static boolean hasHeading(Path file, @Nullable String anchor) {
        if (anchor == null || !file.toString().endsWith(".md")) {
            return true;
        }
        Matcher heading = HEADING.matcher(read(file));
        while (heading.find()) {
            String text = heading.group(1).strip().toLowerCase(Locale.ROOT);
            if (text.replaceAll("[^\\w\\- ]", "").replace(' ', '-').equals(anchor)) {
                return true;
            }
        }
        return false;
    }

    @Test
    void everyModuleHasAReadme() {
        assertThat(modules())
                .hasSize(7)
                .allSatisfy(module ->
                        assertThat(ROOT.resolve(module).resolve("README.md")).isRegularFile());
    }

    @Test
    void modulesKnowOnlyWhatIsBelowThem() {
        for (String module : modules()) {
            Set<String> known = new TreeSet<>(dependencies(module));
            known.retainAll(MAY_KNOW.keySet());
            assertThat(known).as(module + "/pom.xml").isEqualTo(MAY_KNOW.get(module));
        }
    }

    @Test
    void librariesThatBelongToOneModuleAreInNoOther() {
        ONLY_IN.forEach((library, owners) -> assertThat(modules())
                .as(library)
                .filteredOn(module -> dependencies(module).contains(library))
                .containsExactlyElementsOf(owners));
    }

    private static List<String> modules() {
        return matches("<module>(.*)</module>", read(ROOT.resolve("pom.xml")));
    }

    private static List<String> dependencies(String module) {
        // What only tests use ships with nobody.
        String pom = read(ROOT.resolve(module).resolve("pom.xml"))
                .replaceAll("(?s)<dependency>(?:(?!</dependency>).)*<scope>test</scope>.*?</dependency>", "");
        return matches("<dependency>\\s*<groupId>[^<]*</groupId>\\s*<artifactId>([^<]*)</artifactId>", pom);
    }

    private static List<String> matches(String pattern, String text) {
        return Pattern.compile(pattern)
                .matcher(text)
                .results()
                .map(match -> match.group(1))
                .toList();
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
