package dev.carillon.client;

import dev.carillon.client.runtime.ServerAddress;
import dev.carillon.protocol.Tlv;
import org.agrona.DirectBuffer;
import org.jspecify.annotations.Nullable;

/**
 * What a MOVE said (PROTOCOL.md, section 6.4).
 *
 * @param owner null if the node did not know it
 * @param generation with {@code term}: the newer of two owners has the higher one; 0 if nothing is known
 * @param jitterMs {@link Ending#OWN_BACK_OFF} if the node wished for no wait and no owner is known
 */
record Move(@Nullable ServerAddress owner, long generation, long term, long afterMs, long jitterMs) {
    static Move read(DirectBuffer buffer, int tlvs, int tlvsLength) {
        String host = Tlv.moveHost(buffer, tlvs, tlvsLength);
        int port = (int) Tlv.number(buffer, tlvs, tlvsLength, Tlv.MOVE_ADDRESS, 0, 0);
        return new Move(
                host == null ? null : new ServerAddress(host, port),
                Tlv.number(buffer, tlvs, tlvsLength, Tlv.MOVE_OWNERSHIP, 1, 0),
                Tlv.number(buffer, tlvs, tlvsLength, Tlv.MOVE_OWNERSHIP, 2, 0),
                Tlv.number(buffer, tlvs, tlvsLength, Tlv.MOVE_WAIT, 0, 0),
                Tlv.number(buffer, tlvs, tlvsLength, Tlv.MOVE_WAIT, 1, host == null ? Ending.OWN_BACK_OFF : 0));
    }
}
