package dev.carillon.simulator.bench;

import java.util.List;

/** What an ack of a node means, from the options that it is started with. */
final class DurabilityWords {
    private static final String DURABILITY = "--durability";
    private static final String SYNC = "sync";

    private DurabilityWords() {}

    static String of(List<String> options) {
        String mode = SYNC;
        for (int i = 0; i < options.size(); i++) {
            String option = options.get(i);
            if (option.startsWith(DURABILITY + "=")) {
                mode = option.substring(DURABILITY.length() + 1);
            } else if (option.equals(DURABILITY) && i + 1 < options.size()) {
                mode = options.get(i + 1);
            }
        }
        return mode.equals(SYNC)
                ? "sync (every ack is on disk: fdatasync before it)"
                : mode + " (a power cut loses acked messages)";
    }
}
