package dev.carillon.node.delivery;

import dev.carillon.protocol.Tlv;
import org.agrona.DirectBuffer;

/**
 * Which of its connections a device is on, so that one that was made before and comes late, by way of another node, does not
 * take the place of the one that the device is on (PROTOCOL.md, section 14).
 *
 * @param run of the app; 0 if the device does not say
 * @param number of the connection in that run, from 1
 */
public record ConnectionNumber(long run, long number) {
    /** A device that does not say: its newest HELLO wins. */
    public static final ConnectionNumber NONE = new ConnectionNumber(0, 0);

    /** What HELLO's TLVs say. */
    public static ConnectionNumber in(DirectBuffer buffer, int tlvs, int tlvsLength) {
        return Tlv.has(buffer, tlvs, tlvsLength, Tlv.CONNECTION)
                ? new ConnectionNumber(
                        Tlv.number(buffer, tlvs, tlvsLength, Tlv.CONNECTION, 0, 0),
                        Tlv.number(buffer, tlvs, tlvsLength, Tlv.CONNECTION, 1, 0))
                : NONE;
    }

    /** Whether the device made {@code other} later. Unknown between two runs, and then no. */
    public boolean isBefore(ConnectionNumber other) {
        return run != 0 && run == other.run && number < other.number;
    }
}
