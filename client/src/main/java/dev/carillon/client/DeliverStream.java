package dev.carillon.client;

import dev.carillon.protocol.AliasReader;
import dev.carillon.protocol.Limits;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.agrona.DirectBuffer;

/**
 * The inbox as one connection sees it: position, aliases and stamps, which are only told as differences (PROTOCOL.md,
 * sections 9 and 10).
 */
final class DeliverStream {
    private static final String[] NONE = new String[0];

    private final AliasReader aliases = new AliasReader();
    private String[] names = NONE;
    private long position;
    private long stampMs;

    /** @param position the inbox sequence that HELLO named */
    DeliverStream(long position) {
        this.position = position;
    }

    /** The sequence of the last item that came by. */
    long position() {
        return position;
    }

    /** @return the new position */
    long advance(long items) {
        position += items;
        return position;
    }

    void stamp(long ms) {
        stampMs = ms;
    }

    void stampDelta(long deltaMs) {
        stampMs += deltaMs;
    }

    long stampMs() {
        return stampMs;
    }

    void define(int alias, DirectBuffer buffer, int name, int nameLength, long install, long cseq) {
        boolean known = aliases.known(alias);
        byte[] before = known ? aliases.name(alias) : null;
        aliases.define(alias, buffer, name, nameLength, install, cseq);
        byte[] now = aliases.name(alias);
        if (now != before) {
            if (alias >= names.length) {
                names = Arrays.copyOf(names, Math.min(Limits.ALIASES, Math.max(4, 2 * Integer.highestOneBit(alias))));
            }
            names[alias] = new String(now, StandardCharsets.UTF_8);
        }
    }

    boolean known(int alias) {
        return aliases.known(alias);
    }

    /** −1 if the sequence would leave its range. */
    long advanceCseq(int alias, long delta) {
        return aliases.advance(alias, delta);
    }

    String name(int alias) {
        return names[alias];
    }

    long install(int alias) {
        return aliases.install(alias);
    }
}
