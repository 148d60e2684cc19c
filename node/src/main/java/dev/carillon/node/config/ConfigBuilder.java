package dev.carillon.node.config;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Puts a {@link Config} together. Precedence, lowest first, whatever the order of calls: defaults, {@link #file},
 * {@link #environment}, {@link #flag}.
 */
public final class ConfigBuilder {
    private static final String COMMAND_LINE = "command line";

    private final Map<String, Config.Value> fromFile = new LinkedHashMap<>();
    private final Map<String, Config.Value> fromEnvironment = new LinkedHashMap<>();
    private final Map<String, Config.Value> fromFlags = new LinkedHashMap<>();
    private final List<Problem> problems = new ArrayList<>();

    /** Reads a file's text. */
    public ConfigBuilder file(String name, String text) {
        fromFile.putAll(ConfigFile.parse(name, text, problems));
        return this;
    }

    /** Reads those variables that belong to a section; other {@code CARILLON_} variables are not a node's business. */
    public ConfigBuilder environment(Map<String, String> variables) {
        Map<String, Setting> byName = new LinkedHashMap<>();
        for (Setting setting : Settings.all()) {
            byName.put(setting.environment(), setting);
        }
        variables.entrySet().stream().sorted(Map.Entry.comparingByKey()).forEach(variable -> {
            String name = variable.getKey();
            Setting setting = byName.get(name);
            if (setting != null) {
                put(fromEnvironment, setting, variable.getValue(), name);
            } else if (belongsToSection(name)) {
                problems.add(new Problem(
                        "environment", 0, 0, name + " is not a setting", NearestKey.to(name, byName.keySet())));
            }
        });
        return this;
    }

    private static boolean belongsToSection(String name) {
        for (String section : Settings.SECTIONS.keySet()) {
            if (name.startsWith(Settings.ENVIRONMENT_PREFIX + section.toUpperCase(java.util.Locale.ROOT) + "_")) {
                return true;
            }
        }
        return false;
    }

    /** A value from the command line; null leaves the setting alone. */
    public ConfigBuilder flag(Setting setting, @Nullable Object value) {
        if (value != null) {
            put(fromFlags, setting, value.toString(), COMMAND_LINE);
        }
        return this;
    }

    /** A value from the command line for a key that somebody typed. */
    public ConfigBuilder flag(String key, String value) {
        Setting setting = Settings.byKey(key);
        if (setting == null) {
            problems.add(new Problem(COMMAND_LINE, 0, 0, key + " is not a setting", ConfigFile.nearest(key)));
            return this;
        }
        return flag(setting, value);
    }

    private void put(Map<String, Config.Value> values, Setting setting, String text, String source) {
        try {
            setting.check(text);
            values.put(setting.key(), new Config.Value(text, source));
        } catch (IllegalArgumentException e) {
            problems.add(new Problem(source, 0, 0, setting.key() + ": " + e.getMessage(), null));
        }
    }

    /** What is wrong so far. */
    public List<Problem> problems() {
        return List.copyOf(problems);
    }

    /** @throws ConfigException if anything is wrong */
    public Config build() {
        if (!problems.isEmpty()) {
            throw new ConfigException(problems);
        }
        Map<String, Config.Value> values = new LinkedHashMap<>();
        for (Setting setting : Settings.all()) {
            values.put(setting.key(), new Config.Value(setting.standard(), "default"));
        }
        values.putAll(fromFile);
        values.putAll(fromEnvironment);
        values.putAll(fromFlags);
        return new Config(values);
    }
}
