package dev.carillon.admin;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** How long a token is valid: a number and s, m, h or d, up to ten years. Seconds. */
record Lifetime(long seconds) {
    private static final Pattern TEXT = Pattern.compile("([0-9]{1,9})([smhd])");
    private static final long MAX = 3_650L * 86_400;

    /** Reads it from the command line. */
    static final class Converter implements ITypeConverter<Lifetime> {
        @Override
        public Lifetime convert(String text) {
            Matcher matcher = TEXT.matcher(text);
            if (!matcher.matches()) {
                throw new TypeConversionException("expected a time such as 90s, 15m, 12h or 30d, not \"" + text + "\"");
            }
            long unit = switch (matcher.group(2)) {
                case "s" -> 1;
                case "m" -> 60;
                case "h" -> 3_600;
                default -> 86_400;
            };
            long seconds = Long.parseLong(matcher.group(1)) * unit;
            if (seconds < 1 || seconds > MAX) {
                throw new TypeConversionException("a token is valid for 1s to 3650d, not " + text);
            }
            return new Lifetime(seconds);
        }
    }
}
