package dev.carillon.node.session;

import dev.carillon.node.runtime.Clock;
import dev.carillon.protocol.FailureReason;
import dev.carillon.protocol.ReceiptKind;
import dev.carillon.protocol.SkipReason;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What was promised and what was seen, kept outside of clients and node, and the invariants of the design by their names.
 * A message's identity is its text, which no two share. What a device has in hand but has not taken over is forgotten
 * when its connection ends, as an application with a transactional cursor would.
 */
final class DeliveryLedger implements TestClient.Watcher {
    /** One message as its sender's application knows it. */
    static final class Sent {
        final TestClient from;
        final String to;
        final String text;
        final long cseq;
        final boolean receipt;
        final long atMs;
        boolean stored;
        boolean refused;

        @Nullable
        FailureReason failed;

        Sent(TestClient from, String to, String text, long cseq, boolean receipt, long atMs) {
            this.from = from;
            this.to = to;
            this.text = text;
            this.cseq = cseq;
            this.receipt = receipt;
            this.atMs = atMs;
        }
    }

    /** What one device was given, by inbox sequence. */
    static final class Log {
        final TreeMap<Long, String> items = new TreeMap<>();
        final Map<String, Long> lastCseq = new HashMap<>();
        long skippedTo;
        boolean gaveUp;
        boolean lost;
        long newest;
        long head;
    }

    /** A receipt as an item of its sender's inbox. */
    record Receipt(ReceiptKind kind, String of, long cseq) {}

    private final Clock clock;
    private final long inboxAgeMs;
    private final Map<String, TreeMap<Long, Receipt>> receiptItems = new HashMap<>();
    private final Map<SkipReason, Long> skipsBy = new EnumMap<>(SkipReason.class);
    private int readEarly;
    private final Map<String, Sent> byText = new LinkedHashMap<>();
    private final Map<String, Sent> byId = new HashMap<>();
    private final Map<TestClient, Log> logs = new LinkedHashMap<>();
    private final Map<String, TreeMap<Long, String>> inboxes = new HashMap<>();
    private final Set<String> readTexts = new HashSet<>();
    private final Map<String, Long> cursors = new HashMap<>();
    private int delivered;
    private int repeated;
    private int receipts;
    private int skips;

    /** @param inboxAgeMs nothing younger may fail by age */
    DeliveryLedger(Clock clock, long inboxAgeMs) {
        this.clock = clock;
        this.inboxAgeMs = inboxAgeMs;
    }

    void device(TestClient client) {
        logs.put(client, new Log());
    }

    /** The device never comes back. */
    void lost(TestClient client) {
        log(client).lost = true;
    }

    void sent(TestClient from, String to, String text, long cseq, boolean receipt) {
        Sent sent = new Sent(from, to, text, cseq, receipt, clock.nowMs());
        byText.put(text, sent);
        byId.put(id(from.user, from.install, cseq), sent);
    }

    /** The device is about to say that it shows the item; earlier ones of its sender count as read too. */
    void markRead(TestClient at, long seq, long cursor) {
        Log log = log(at);
        Sent shown = byText.get(log.items.getOrDefault(seq, ""));
        if (shown == null) {
            return;
        }
        readEarly += seq > cursor ? 1 : 0;
        // Also those that another device was given and this one was not, because they made room.
        for (String text : inboxes.getOrDefault(at.user, new TreeMap<>())
                .headMap(seq, true)
                .values()) {
            Sent sent = byText.get(text);
            if (sent != null && sent.from == shown.from) {
                readTexts.add(text);
            }
        }
    }

    private static String id(String user, long install, long cseq) {
        return user + "/" + install + "#" + cseq;
    }

    // What devices see.

    @Override
    public void onMessage(TestClient at, long seq, boolean own, String peer, long install, long cseq, String text) {
        Sent sent = known("NothingInvented", byText.get(text), at.user + " was given " + text);
        check(
                "NothingInvented",
                own
                        ? sent.from.user.equals(at.user) && sent.to.equals(peer) && sent.from.install == install
                        : sent.to.equals(at.user) && sent.from.user.equals(peer) && sent.from.install == install,
                text + " went to " + at.user + " as from or to " + peer);
        check("NothingInvented", sent.cseq == cseq, text + " has cseq " + cseq);
        check("NothingInvented", !own || sent.from.install != at.install, "a device is given its own " + text);
        item(at, seq, text);
        delivered++;
    }

    @Override
    public void onOwnCopies(TestClient at, long firstSeq, long count) {
        for (long seq = firstSeq; seq < firstSeq + count; seq++) {
            item(at, seq, "own");
        }
    }

    private void item(TestClient at, long seq, String what) {
        Log log = log(at);
        check("ContiguousInbox", seq == at.position() || what.equals("own"), "sequence " + seq);
        repeated += seq <= log.newest ? 1 : 0;
        log.newest = Math.max(log.newest, seq);
        String before = log.items.put(seq, what);
        if (before != null) {
            check("NoDuplicate", before.equals(what), at.user + " [" + seq + "] was " + before + ", is " + what);
            check("NoDuplicate", seq > at.takenOver(), at.user + " has " + seq + " and is given it again");
        }
        // All devices of a user see the same item under a sequence; one's own copy is the others' message.
        if (!what.equals("own")) {
            String other =
                    inboxes.computeIfAbsent(at.user, user -> new TreeMap<>()).putIfAbsent(seq, what);
            check("ContiguousInbox", other == null || other.equals(what), at.user + " [" + seq + "] differs");
        }
    }

    @Override
    public void onReceipt(
            TestClient at,
            long seq,
            ReceiptKind kind,
            String peer,
            long install,
            long cseq,
            @Nullable FailureReason why) {
        receipts++;
        item(at, seq, kind + " " + id(peer, install, cseq) + " " + seq);
        Sent sent = known("HonestReceipt", byId.get(id(at.user, install, cseq)), "a receipt for an unsent " + cseq);
        check("HonestReceipt", sent.to.equals(peer), "a receipt from " + peer + ", but it went to " + sent.to);
        receiptItems
                .computeIfAbsent(at.user, user -> new TreeMap<>())
                .put(seq, new Receipt(kind, peer + " " + install, cseq));
        if (kind == ReceiptKind.FAILED) {
            // What is too old may be in the hands of a device whose ack was lost.
            check(
                    "HonestReceipt",
                    why == FailureReason.EXPIRED ? isTooOld(sent) : !isInAnyLog(sent),
                    sent.text + " is said to have failed: " + why);
            sent.failed = why;
        } else {
            check("HonestReceipt", sent.receipt, sent.text + " did not ask for a receipt");
            check(
                    "HonestReceipt",
                    kind == ReceiptKind.READ ? readTexts.contains(sent.text) : isTakenOver(sent),
                    kind + " of " + sent.text + " is not true");
        }
    }

    private boolean isTooOld(Sent sent) {
        return clock.nowMs() - sent.atMs >= inboxAgeMs;
    }

    private boolean isInAnyLog(Sent sent) {
        return logs.entrySet().stream()
                .anyMatch(each -> each.getKey().user.equals(sent.to)
                        && each.getValue().items.containsValue(sent.text));
    }

    private boolean isTakenOver(Sent sent) {
        return logs.entrySet().stream()
                .filter(each -> each.getKey().user.equals(sent.to))
                .anyMatch(each -> each.getValue()
                        .items
                        .headMap(each.getKey().takenOver(), true)
                        .containsValue(sent.text));
    }

    @Override
    public void onSkip(TestClient at, SkipReason reason, long fromSeq, long toSeq) {
        skips++;
        skipsBy.merge(reason, 1L, Long::sum);
        Log log = log(at);
        // A device that enrols begins behind what was given up and what the others have.
        check(
                "ContiguousInbox",
                reason != SkipReason.ACKED
                        || toSeq <= log.skippedTo
                        || fromSeq == log.skippedTo + 1 && log.items.isEmpty(),
                at.user + " was never told of " + fromSeq + " to " + toSeq + ", and it is not kept");
        log.skippedTo = Math.max(log.skippedTo, toSeq);
        log.gaveUp |= reason != SkipReason.ACKED;
    }

    @Override
    public void onSettled(TestClient at, long cseq, boolean stored) {
        Sent sent = known("NothingInvented", byId.get(id(at.user, at.install, cseq)), "an ack for " + cseq);
        sent.stored = stored;
        sent.refused = !stored;
    }

    @Override
    public void onWelcome(TestClient at, long head) {
        Log log = log(at);
        check("CursorMonotone", head >= log.head, "the head of " + at.user + " went back to " + head);
        log.head = head;
    }

    // At any time.

    /** A device's connection ended: what it had in hand only is forgotten. */
    void disconnected(TestClient at) {
        log(at).items.tailMap(at.takenOver(), false).clear();
    }

    /** The node's cursor of a device. */
    void cursor(TestClient at, long cursor, long head) {
        Long before = cursors.put(id(at.user, at.install, 0), cursor);
        check("CursorMonotone", before == null || before <= cursor, at.user + " went back to " + cursor);
        check("CursorMonotone", cursor <= head, at.user + " passed the head " + head);
    }

    // At the end, when everything has been taken over.

    void checkAll() {
        for (Sent sent : byText.values()) {
            if (sent.stored && sent.failed == null) {
                checkArrived(sent);
            }
            check("NoAckedMessageLost", !sent.refused || !isInAnyLog(sent), sent.text + " was refused and delivered");
        }
        logs.forEach(this::checkOrder);
        receiptItems.forEach(DeliveryLedger::checkReceipts);
    }

    /** READ says more than DELIVERED, both only rise, and what they speak of did not fail. */
    private static void checkReceipts(String user, TreeMap<Long, Receipt> items) {
        Map<String, Long> deliveredTo = new HashMap<>();
        Map<String, Long> readTo = new HashMap<>();
        items.forEach((seq, item) -> {
            long heard = readTo.getOrDefault(item.of(), 0L);
            if (item.kind() != ReceiptKind.READ) {
                heard = Math.max(heard, deliveredTo.getOrDefault(item.of(), 0L));
            }
            check("HonestReceipt", item.cseq() > heard, user + " [" + seq + "] is told " + item + " after " + heard);
            if (item.kind() == ReceiptKind.READ) {
                readTo.put(item.of(), item.cseq());
            } else if (item.kind() == ReceiptKind.DELIVERED) {
                deliveredTo.put(item.of(), item.cseq());
            }
        });
    }

    private void checkArrived(Sent sent) {
        // Where something was given up or a device is lost, ranks do not tell sequences.
        boolean ranked = !log(sent.from).gaveUp && !log(sent.from).lost;
        long copy = ranked ? ownCopy(sent) : 0;
        check("OwnHistory", !ranked || copy > 0, sent.text + " has no own copy at its sender");
        // With what was given up at the sender there may have been the receipt that it failed.
        check(
                "NoAckedMessageLost",
                !ranked || sent.to.equals(sent.from.user) || isInAnyLog(sent) || readTexts.contains(sent.text),
                sent.text + " reached no device of " + sent.to + " and did not fail");
        logs.forEach((device, log) -> {
            boolean recipient = !log.lost && device.user.equals(sent.to) && !device.user.equals(sent.from.user);
            boolean sender = !log.lost && device.user.equals(sent.from.user) && device != sent.from;
            long count = log.items.values().stream().filter(sent.text::equals).count();
            // A device that enrolled late begins behind a SKIP.
            long sequence = sequenceOf(device.user, sent.text);
            if (recipient && sequence > log.skippedTo && (ranked || sequence < Long.MAX_VALUE)) {
                check("NoAckedMessageLost", count > 0, sent.text + " never reached " + device.user);
            }
            if (sender && copy > log.skippedTo) {
                check("OwnHistory", sent.text.equals(log.items.get(copy)), sent.text + " is not on another device");
            }
            check("NoDuplicate", count <= 1, sent.text + " came " + count + " times");
        });
    }

    /** A device's own copies are in its inbox in the order of what it sent and was stored. */
    private long ownCopy(Sent sent) {
        long rank = byText.values().stream()
                .filter(other -> other.from == sent.from && other.stored && other.cseq < sent.cseq)
                .count();
        return log(sent.from).items.entrySet().stream()
                .filter(item -> item.getValue().equals("own"))
                .skip(rank)
                .mapToLong(Map.Entry::getKey)
                .findFirst()
                .orElse(0);
    }

    private long sequenceOf(String user, String text) {
        TreeMap<Long, String> inbox = inboxes.getOrDefault(user, new TreeMap<>());
        for (Map.Entry<Long, String> item : inbox.entrySet()) {
            if (item.getValue().equals(text)) {
                return item.getKey();
            }
        }
        return Long.MAX_VALUE;
    }

    private void checkOrder(TestClient device, Log log) {
        Map<String, Long> last = new HashMap<>();
        for (String text : log.items.values()) {
            Sent sent = byText.get(text);
            if (sent != null) {
                String sender = id(sent.from.user, sent.from.install, 0);
                Long before = last.put(sender, sent.cseq);
                check("SenderOrder", before == null || before < sent.cseq, text + " came after " + before);
            }
        }
        long next = log.items.isEmpty() ? 1 : log.items.firstKey();
        check("ContiguousInbox", next == 1 || log.skippedTo > 0, device.user + " begins at " + next);
    }

    List<Sent> stored() {
        List<Sent> all = new ArrayList<>();
        byText.values().forEach(sent -> {
            if (sent.stored) {
                all.add(sent);
            }
        });
        return all;
    }

    String textAt(TestClient device, long seq) {
        return log(device).items.getOrDefault(seq, "");
    }

    /** Messages that their senders were told have failed. */
    long failed(FailureReason reason) {
        return byText.values().stream().filter(sent -> sent.failed == reason).count();
    }

    long skips(SkipReason reason) {
        return skipsBy.getOrDefault(reason, 0L);
    }

    long settledByWelcome() {
        return logs.keySet().stream().mapToLong(TestClient::settledByWelcome).sum();
    }

    /** READs of what the device had not acknowledged. */
    int readEarly() {
        return readEarly;
    }

    int delivered() {
        return delivered;
    }

    int repeated() {
        return repeated;
    }

    int receipts() {
        return receipts;
    }

    int skips() {
        return skips;
    }

    private Log log(TestClient client) {
        return java.util.Objects.requireNonNull(logs.get(client));
    }

    private static Sent known(String invariant, @Nullable Sent sent, String why) {
        if (sent == null) {
            throw new AssertionError(invariant + ": " + why);
        }
        return sent;
    }

    static void check(String invariant, boolean holds, String why) {
        if (!holds) {
            throw new AssertionError(invariant + ": " + why);
        }
    }
}
