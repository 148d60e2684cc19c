package dev.carillon.node.boot;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The memory of the whole process as Linux tells it, with what libraries allocate outside the JVM's heap; elsewhere NaN. */
final class ResidentMemory implements MeterBinder {
    private static final String LINE = "VmRSS:";
    private static final int KB = 1_024;

    private final Path status;

    /** @param status what Linux says of this process */
    ResidentMemory(Path status) {
        this.status = status;
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        Gauge.builder("process.resident.memory", this, ResidentMemory::bytes)
                .description("Resident memory of the process.")
                .baseUnit("bytes")
                // A gauge holds its object weakly, and nobody else holds this one: from the next collection on it would
                // be NaN.
                .strongReference(true)
                .register(registry);
    }

    double bytes() {
        try {
            for (String line : Files.readAllLines(status)) {
                if (line.startsWith(LINE)) {
                    return Double.parseDouble(line.replaceAll("\\D", "")) * KB;
                }
            }
        } catch (IOException e) {
            // Not Linux.
        }
        return Double.NaN;
    }
}
