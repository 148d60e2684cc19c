package dev.carillon.simulator.bench;

import dev.carillon.simulator.bench.load.WarmUp;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** What {@code --warm} takes: seconds, or {@code auto}. */
final class WarmUpOption implements ITypeConverter<WarmUp> {
    static final String AUTO = "auto";

    @Override
    public WarmUp convert(String value) {
        if (value.equals(AUTO)) {
            return WarmUp.untilSteady();
        }
        try {
            double seconds = Double.parseDouble(value);
            if (seconds >= 0 && seconds < Double.POSITIVE_INFINITY) {
                return WarmUp.of(seconds);
            }
        } catch (NumberFormatException e) {
            // Said below.
        }
        throw new TypeConversionException("'" + value + "' is neither a number of seconds nor '" + AUTO + "'");
    }
}
