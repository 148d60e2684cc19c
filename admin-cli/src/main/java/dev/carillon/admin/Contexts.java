package dev.carillon.admin;

import java.io.IOException;
import java.io.Reader;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The clusters that this operator looks after, by name, and which of them is meant if nothing else is said. Kept as Java
 * properties in {@code $CARILLON_CONTEXTS}, else {@code carillon/contexts} in {@code $XDG_CONFIG_HOME} or
 * {@code ~/.config}. It names key files and holds no key. One thread.
 */
final class Contexts {
    private static final String CURRENT = "current";
    private static final String SERVER = "server";
    private static final String KEY_FILE = "key-file";
    private static final String CA = "ca";
    private static final String INSECURE_DEV = "insecure-dev";

    /**
     * How one cluster is reached.
     *
     * @param server HOST:PORT of admin services, separated by commas
     * @param keyFile null: as without a context
     * @param authority null for plaintext
     */
    record Context(
            String server,
            @Nullable String keyFile,
            @Nullable String authority,
            boolean insecureDev) {}

    private final Path file;
    private final TreeMap<String, Context> byName = new TreeMap<>();
    private @Nullable String current;

    private Contexts(Path file) {
        this.file = file;
    }

    /** @throws CommandException if there is a file that makes no sense */
    static Contexts read(Map<String, String> environment) {
        Contexts contexts = new Contexts(place(environment));
        if (Files.exists(contexts.file)) {
            contexts.load();
        }
        return contexts;
    }

    private static Path place(Map<String, String> environment) {
        String named = environment.get("CARILLON_CONTEXTS");
        if (named != null) {
            return Path.of(named);
        }
        String config = environment.get("XDG_CONFIG_HOME");
        Path folder = config != null && !config.isEmpty()
                ? Path.of(config)
                : Path.of(environment.getOrDefault("HOME", "."), ".config");
        return folder.resolve("carillon").resolve("contexts");
    }

    private void load() {
        Properties read = new Properties();
        try (Reader in = Files.newBufferedReader(file)) {
            read.load(in);
        } catch (IOException | IllegalArgumentException e) {
            throw wrong("cannot be read: " + e.getMessage());
        }
        for (String key : read.stringPropertyNames()) {
            int dot = key.indexOf('.');
            boolean known = key.equals(CURRENT)
                    || dot > 0
                            && switch (key.substring(dot + 1)) {
                                case SERVER, KEY_FILE, CA, INSECURE_DEV -> true;
                                default -> false;
                            };
            if (!known) {
                throw wrong("has a line that means nothing: " + key);
            }
            if (dot > 0) {
                String name = key.substring(0, dot);
                String server = read.getProperty(name + "." + SERVER);
                if (server == null) {
                    throw wrong("does not say where " + name + " is: " + name + "." + SERVER + " is missing");
                }
                byName.put(
                        name,
                        new Context(
                                server,
                                read.getProperty(name + "." + KEY_FILE),
                                read.getProperty(name + "." + CA),
                                "true".equals(read.getProperty(name + "." + INSECURE_DEV))));
            }
        }
        current = read.getProperty(CURRENT);
        if (current != null && !byName.containsKey(current)) {
            throw wrong("names " + current + " as the current one, and does not have it");
        }
    }

    private CommandException wrong(String what) {
        return new CommandException(
                ExitCode.USAGE,
                "The file of contexts " + file + " " + what + ". Nothing was asked. Mend it, or move it away.");
    }

    Map<String, Context> all() {
        return byName;
    }

    /** @return null if none is */
    @Nullable
    String current() {
        return current;
    }

    /** @throws CommandException if there is none of that name */
    Context named(String name) {
        Context found = byName.get(name);
        if (found == null) {
            throw new CommandException(
                    ExitCode.USAGE,
                    "There is no context " + name + " in " + file + "; there "
                            + (byName.isEmpty() ? "is none" : "are " + String.join(", ", byName.keySet()))
                            + ". Nothing was asked. 'carillon context set " + name + " --server HOST:PORT' makes it.");
        }
        return found;
    }

    /** The first one is the current one from then on. */
    void put(String name, Context context) {
        byName.put(name, context);
        if (current == null) {
            current = name;
        }
        write();
    }

    void use(String name) {
        named(name);
        current = name;
        write();
    }

    void remove(String name) {
        named(name);
        byName.remove(name);
        if (name.equals(current)) {
            current = null;
        }
        write();
    }

    private void write() {
        Properties written = new Properties();
        if (current != null) {
            written.setProperty(CURRENT, current);
        }
        byName.forEach((name, context) -> {
            written.setProperty(name + "." + SERVER, context.server);
            if (context.keyFile != null) {
                written.setProperty(name + "." + KEY_FILE, context.keyFile);
            }
            if (context.authority != null) {
                written.setProperty(name + "." + CA, context.authority);
            }
            if (context.insecureDev) {
                written.setProperty(name + "." + INSECURE_DEV, "true");
            }
        });
        Path absolute = file.toAbsolutePath();
        Path fresh = absolute.resolveSibling(absolute.getFileName() + ".new");
        try {
            Files.createDirectories(absolute.getParent());
            try (Writer out = Files.newBufferedWriter(fresh)) {
                written.store(out, "Clusters of this operator; 'carillon context' changes them.");
            }
            // A command that reads meanwhile finds the old ones or the new ones.
            Files.move(fresh, absolute, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new CommandException("The file of contexts " + file + " cannot be written: " + e.getMessage()
                    + ". Nothing was changed. Mend the folder's rights, or name another file in CARILLON_CONTEXTS.");
        }
    }
}
