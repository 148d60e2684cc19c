package dev.carillon.node.session;

import dev.carillon.protocol.AliasReader;
import dev.carillon.protocol.Limits;
import dev.carillon.ring.Partitions;
import java.util.Arrays;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

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

    void carryOff(CarriedState out) {
        int count = 0;
        for (int alias = 0; alias < Limits.ALIASES; alias++) {
            count += names.known(alias) ? 1 : 0;
        }
        out.put(count);
        for (int alias = 0; alias < Limits.ALIASES; alias++) {
            if (names.known(alias)) {
                out.put(alias).putName(names.name(alias));
            }
        }
    }

    void carryOn(CarriedState in, Partitions ring) {
        UnsafeBuffer name = new UnsafeBuffer(0, 0);
        for (long left = in.number(0); left > 0 && in.isWhole(); left--) {
            long alias = in.number(0);
            name.wrap(in.name());
            if (in.isWhole() && alias < Limits.ALIASES) {
                define((int) alias, name, 0, name.capacity(), ring);
            }
        }
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
