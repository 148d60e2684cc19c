package dev.carillon.node.delivery;

/** The kinds of records and items that a partition's state consists of, as the package's description has them. */
public enum StatePart {
    HEAD("partition"),
    RELAY_MARKS("relay marks"),
    OUTBOX_BOUNDS("outbox bounds"),
    USERS("users"),
    INBOXES("inbox items"),
    OUTBOXES("outbox items"),
    OTHER("unknown");

    private final String label;

    StatePart(String label) {
        this.label = label;
    }

    /** In words, for operators. */
    public String label() {
        return label;
    }

    public static StatePart ofRecord(byte[] key) {
        return switch (key.length == 0 ? 0 : key[0]) {
            case 'p' -> HEAD;
            case 'm' -> RELAY_MARKS;
            case 'o' -> OUTBOX_BOUNDS;
            case 'u' -> USERS;
            default -> OTHER;
        };
    }

    public static StatePart ofQueue(long number) {
        return number < Outbox.NUMBER_BASE ? INBOXES : OUTBOXES;
    }
}
