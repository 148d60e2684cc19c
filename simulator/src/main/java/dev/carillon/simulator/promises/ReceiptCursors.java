package dev.carillon.simulator.promises;

import dev.carillon.client.Receipt;
import dev.carillon.protocol.ReceiptKind;
import dev.carillon.simulator.traffic.Traffic;
import dev.carillon.simulator.users.Device;
import java.util.HashMap;
import java.util.Map;

/**
 * {@code CursorMonotone}, as far as its cursors show from outside: how far a recipient's devices have acknowledged and read,
 * which senders hear of as receipts. For a device that hears them, a kind, a peer and the device that sent, the cseq never
 * goes back, and it never passes what was sent. The cursors of devices that keep no sender informed are not seen.
 *
 * <p>Looks at receipts for delivered and read.
 */
final class ReceiptCursors implements PromiseCheck {
    private final Traffic traffic;
    private final Sends sends;
    private final Findings findings = new Findings();
    private final Map<Cursor, Long> last = new HashMap<>();

    private record Cursor(int user, Device device, ReceiptKind kind, String peer, long install) {}

    ReceiptCursors(Traffic traffic, Sends sends) {
        this.traffic = traffic;
        this.sends = sends;
    }

    @Override
    public void receipt(int user, Device device, Receipt receipt) {
        if (receipt.kind() == ReceiptKind.FAILED) {
            return; // speaks of one message, and moves nothing
        }
        findings.looked();
        long cseq = receipt.cseq();
        if (cseq > sends.last(user)) {
            findings.add(() -> words(user, device, receipt) + ", which had sent up to " + sends.last(user) + " only");
        }
        Cursor cursor = new Cursor(user, device, receipt.kind(), receipt.peer(), receipt.install());
        Long before = last.put(cursor, cseq);
        if (before != null && before > cseq) {
            findings.add(() -> words(user, device, receipt) + " after " + before);
        }
    }

    private String words(int user, Device device, Receipt receipt) {
        return device + " of " + traffic.user(user) + " heard " + receipt.kind() + " by " + receipt.peer() + " up to "
                + receipt.cseq();
    }

    @Override
    public Seen conclude(boolean settled) {
        return findings.seen();
    }
}
