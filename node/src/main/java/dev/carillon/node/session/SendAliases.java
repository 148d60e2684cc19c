package dev.carillon.node.session;

import dev.carillon.protocol.AliasReader;
import dev.carillon.ring.Partitions;
import java.util.Arrays;
import org.agrona.DirectBuffer;

/** The recipients a client has defined on its connection, and the partitions they live in (PROTOCOL.md, section 10). */
final class SendAliases {
    private final AliasReader names = new AliasReader();
    private int[] partitions = new int[4];

    void define(int alias, DirectBuffer b, int name, int length, Partitions ring) {
        names.define(alias, b, name, length, 0, 0);
        if (alias >= partitions.length) {
            partitions = Arrays.copyOf(partitions, Math.max(alias + 1, partitions.length * 2));
        }
        partitions[alias] = ring.ofUser(b, name, length);
    }

    boolean known(int alias) {
        return names.known(alias);
    }

    byte[] name(int alias) {
        return names.name(alias);
    }

    int partition(int alias) {
        return partitions[alias];
    }
}
