package dev.carillon.node.config;

/** Writes the commented reference configuration from the table of settings, every value at its default. */
public final class ReferenceFile {
    private static final int WIDTH = 100;

    private ReferenceFile() {}

    public static String text() {
        StringBuilder out = new StringBuilder();
        comment(
                out,
                "",
                "Carillon's reference configuration: every setting with its default. Copy it, keep what you change, and"
                        + " check it with 'carillon config check FILE'.");
        comment(
                out,
                "",
                "Environment variables go over this file, and command-line flags over both. A variable's name is the key"
                        + " in capitals: limits.hello-timeout is CARILLON_LIMITS_HELLO_TIMEOUT. Any setting can be given as"
                        + " a flag: --set limits.hello-timeout=3s.");
        Settings.SECTIONS.forEach((section, about) -> {
            out.append('\n');
            comment(out, "", about);
            out.append(section).append(":\n");
            Settings.all().stream()
                    .filter(setting -> setting.section().equals(section))
                    .forEach(setting -> setting(out, setting));
        });
        return out.toString();
    }

    private static void setting(StringBuilder out, Setting setting) {
        comment(out, "  ", setting.doc() + " (" + setting.range() + ")");
        String value = setting.standard().isEmpty() ? "\"\"" : setting.standard();
        out.append("  ").append(setting.name()).append(": ").append(value).append('\n');
    }

    private static void comment(StringBuilder out, String indent, String text) {
        StringBuilder line = new StringBuilder(indent).append('#');
        for (String word : text.split(" ")) {
            if (line.length() + 1 + word.length() > WIDTH) {
                out.append(line).append('\n');
                line = new StringBuilder(indent).append('#');
            }
            line.append(' ').append(word);
        }
        out.append(line).append('\n');
    }
}
