package dev.carillon.simulator.replay;

import dev.carillon.client.ConnectionState;
import dev.carillon.client.Receipt;
import dev.carillon.client.Skip;
import dev.carillon.protocol.ReceiptKind;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.IntUnaryOperator;

/**
 * Notes what devices are told, for {@link Behaviour}, and reads what was read in the recording. Any thread; one lock, held
 * for the arithmetic of one event.
 */
final class BehaviourWatch {
    private final Script script;
    private final Map<String, Long> counts = new TreeMap<>();
    private final Map<String, Long> receipts = new TreeMap<>();
    private final Map<Integer, BitSet> onMore = new HashMap<>();
    private final long[] orderOfPair;
    private final long[] heads;
    private final long[] receiptItems;
    private final int[] online;

    BehaviourWatch(Script script) {
        this.script = script;
        this.orderOfPair = new long[script.traffic().pairs()];
        this.heads = new long[script.traffic().users()];
        this.receiptItems = new long[script.traffic().users()];
        this.online = new int[script.devices().count()];
    }

    private synchronized void count(String what) {
        counts.merge(what, 1L, Long::sum);
    }

    synchronized void online(int device, long head) {
        online[device]++;
        if (script.devices().isFirst(device)) {
            heads[device] = head;
        }
    }

    /** How often the device was welcomed. */
    synchronized int welcomes(int device) {
        return online[device];
    }

    /** A message reached its recipient's first device. @return whether it is read there */
    synchronized boolean message(int row) {
        int pair = script.traffic().pair(row);
        orderOfPair[pair] = 31 * orderOfPair[pair] + row + 1;
        return script.read().get(row);
    }

    /** A message reached another one. @return whether it is read there: first devices do that */
    synchronized boolean messageOnMore(int device, int row) {
        BitSet before = onMore.computeIfAbsent(device, d -> new BitSet());
        count(before.get(row) ? "messages that came to a further device again" : "messages on further devices");
        before.set(row);
        return false;
    }

    synchronized void receipt(int user, Receipt receipt) {
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

    void skip(Skip skip) {
        count("skips " + skip.reason());
    }

    void ended(ConnectionState.Closed end) {
        count("clients that gave up " + end.code());
    }

    /** A send was refused for good. */
    void refused(String code) {
        count("refused " + code);
    }

    /**
     * All of it.
     *
     * @param opened how often each device's client was opened: what is beyond that are reconnects
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
        }
        for (int device = 0; device < online.length; device++) {
            reconnects += Math.max(0, online[device] - opened.applyAsInt(device));
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
