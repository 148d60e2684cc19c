package dev.carillon.simulator.diff;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A checkout of Carillon with its own launcher, which builds it where that is needed. Stateless. */
final class Build {
    private static final long BUILD_MINUTES = 20;

    private Build() {}

    /**
     * The class path of a checkout's simulator, and with it of its node.
     *
     * @param place the checkout's folder, or the launcher in it
     * @throws UnusableException with a sentence
     */
    static String classPath(Path place) throws UnusableException, InterruptedException {
        Path launcher = (Files.isDirectory(place) ? place.resolve("carillon") : place)
                .toAbsolutePath()
                .normalize();
        if (!Files.isExecutable(launcher)) {
            throw new UnusableException(
                    place + " is no checkout of Carillon: it has no launcher ./carillon. Nothing was started.");
        }
        build(launcher);
        Path target = launcher.resolveSibling("simulator").resolve("target");
        try (Stream<Path> own = Files.list(target);
                Stream<Path> libraries = Files.list(target.resolve("lib"))) {
            List<Path> jars = own.filter(path -> path.getFileName().toString().matches("simulator-.*\\.jar"))
                    .filter(path -> !path.toString().matches(".*(sources|javadoc|tests)\\.jar"))
                    .sorted()
                    .toList();
            if (jars.isEmpty()) {
                throw new UnusableException(target + " has no simulator; build it with '" + launcher + " build'.");
            }
            return Stream.concat(Stream.of(jars.get(0)), libraries.sorted())
                    .map(Path::toString)
                    .collect(Collectors.joining(File.pathSeparator));
        } catch (IOException e) {
            throw new UnusableException(
                    target + " cannot be read (" + e.getMessage() + "); build it with '" + launcher + " build'.");
        }
    }

    /** Any of its commands makes a launcher build what is not built yet. */
    private static void build(Path launcher) throws UnusableException, InterruptedException {
        try {
            Process process = new ProcessBuilder(launcher.toString(), "node", "--help")
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")))
                    .start();
            if (!process.waitFor(BUILD_MINUTES, TimeUnit.MINUTES)) {
                process.destroyForcibly();
                throw new UnusableException(launcher + " did not build within " + BUILD_MINUTES + " minutes.");
            }
            if (process.exitValue() != 0) {
                throw new UnusableException(
                        launcher + " does not build; what it said stands above. Nothing was started.");
            }
        } catch (IOException e) {
            throw new UnusableException(launcher + " cannot be run (" + e.getMessage() + "). Nothing was started.");
        }
    }

    /** The checkout cannot be used; the message is for people. */
    static final class UnusableException extends Exception {
        UnusableException(String message) {
            super(message);
        }
    }
}
