package dev.carillon.simulator.recording.live;

import dev.carillon.protocol.AliasReader;
import dev.carillon.protocol.Limits;
import java.nio.charset.StandardCharsets;
import org.agrona.DirectBuffer;
import org.jspecify.annotations.Nullable;

/** Aliases of one connection and direction, with the names as text made once each. One thread. */
final class NameTable {
    private final AliasReader aliases = new AliasReader();
    private final byte[][] bytes = new byte[Limits.ALIASES][];
    private final @Nullable String[] names = new String[Limits.ALIASES];

    void define(int alias, DirectBuffer buffer, int name, int length, long install, long cseq) {
        aliases.define(alias, buffer, name, length, install, cseq);
    }

    boolean known(int alias) {
        return aliases.known(alias);
    }

    String name(int alias) {
        byte[] now = aliases.name(alias);
        String known = names[alias];
        // The reader keeps its array as long as the alias means the same.
        if (known == null || bytes[alias] != now) {
            known = new String(now, StandardCharsets.UTF_8);
            names[alias] = known;
            bytes[alias] = now;
        }
        return known;
    }

    long install(int alias) {
        return aliases.install(alias);
    }

    long last(int alias) {
        return aliases.last(alias);
    }

    long advance(int alias, long delta) {
        return aliases.advance(alias, delta);
    }
}
