package dev.carillon.simulator.replay;

import dev.carillon.client.ConnectionState;
import dev.carillon.client.Receipt;
import dev.carillon.client.Skip;
import dev.carillon.protocol.ReceiptKind;
import dev.carillon.simulator.ledger.Ledger;
import dev.carillon.simulator.users.Arrival;
import dev.carillon.simulator.users.Device;
import dev.carillon.simulator.users.DeviceEvents;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.IntUnaryOperator;

/**
 * Notes what devices are told, for {@link Behaviour}, and reads what was read in the recording. Any thread; one lock, held
 * for the arithmetic of one event.
 */
final class BehaviourWatch implements DeviceEvents {
    private final Script script;
    private final Ledger ledger;
    private final Map<String, Long> counts = new TreeMap<>();
    private final Map<String, Long> receipts = new TreeMap<>();
    private final long[] orderOfPair;
    private final long[] heads;
    private final long[] receiptItems;
    private final int[] online;

    BehaviourWatch(Script script, Ledger ledger) {
        this.script = script;
        this.ledger = ledger;
        this.orderOfPair = new long[script.traffic().pairs()];
        this.heads = new long[script.traffic().users()];
        this.receiptItems = new long[script.traffic().users()];
        this.online = new int[script.traffic().users()];
    }

    private synchronized void count(String what) {
        counts.merge(what, 1L, Long::sum);
    }

    @Override
    public synchronized void online(int user, Device device, long head) {
        online[user]++;
        heads[user] = head;
    }

    /** How often the user's device was welcomed. */
    synchronized int welcomes(int user) {
        return online[user];
    }

    @Override
    public boolean message(int user, Device device, Arrival message) {
        String me = script.traffic().user(user);
        int row = ledger.row(me, message.id().sender(), message.payload());
        if (row < 0) {
            return false;
        }
        synchronized (this) {
            int pair = script.traffic().pair(row);
            orderOfPair[pair] = 31 * orderOfPair[pair] + row + 1;
        }
        return script.read().get(row);
    }

    @Override
    public synchronized void receipt(int user, Device device, Receipt receipt) {
        receiptItems[user]++;
        told(receipt.kind(), receipt, user);
        if (receipt.kind() == ReceiptKind.READ) {
            // What is read is delivered, and whether that was told before or with it is a matter of timing.
            told(ReceiptKind.DELIVERED, receipt, user);
        }
        if (receipt.reason() != null) {
            count("failed " + receipt.reason());
        }
    }

    private void told(ReceiptKind kind, Receipt receipt, int user) {
        String what = kind + " by " + receipt.peer() + " to " + script.traffic().user(user);
        receipts.merge(what, receipt.cseq(), Math::max);
    }

    @Override
    public void skip(int user, Device device, Skip skip) {
        count("skips " + skip.reason());
    }

    @Override
    public void ended(int user, Device device, ConnectionState.Closed end) {
        count("clients that gave up " + end.code());
    }

    /** A send was refused for good. */
    void refused(String code) {
        count("refused " + code);
    }

    /**
     * All of it.
     *
     * @param opened how often each user's client was opened: what is beyond that are reconnects
     */
    synchronized Behaviour behaviour(IntUnaryOperator opened, boolean headsAreFinal) {
        Map<String, String> all = new TreeMap<>();
        counts.forEach((what, count) -> all.put("count: " + what, Long.toString(count)));
        receipts.forEach((what, cseq) -> all.put("receipt: " + what, "up to " + cseq));
        long reconnects = 0;
        for (int user = 0; user < heads.length; user++) {
            if (headsAreFinal) {
                // How many receipts come as one is a matter of timing, and each takes a place in the inbox.
                all.put(
                        "inbox: items besides receipts of " + script.traffic().user(user),
                        Long.toString(heads[user] - receiptItems[user]));
            }
            reconnects += Math.max(0, online[user] - opened.applyAsInt(user));
        }
        all.put("count: reconnects", Long.toString(reconnects));
        boolean[] named = new boolean[orderOfPair.length];
        for (int row = 0; row < script.traffic().size(); row++) {
            int pair = script.traffic().pair(row);
            if (!named[pair]) {
                named[pair] = true;
                all.put(
                        "order: " + script.traffic().user(script.traffic().from(row)) + " to "
                                + script.traffic().user(script.traffic().to(row)),
                        String.format("%016x", orderOfPair[pair]));
            }
        }
        return new Behaviour(all);
    }
}
