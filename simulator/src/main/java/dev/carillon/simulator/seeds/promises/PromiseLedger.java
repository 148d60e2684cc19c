package dev.carillon.simulator.seeds.promises;

import dev.carillon.client.Message;
import dev.carillon.client.MessageId;
import dev.carillon.client.OwnMessage;
import dev.carillon.client.Receipt;
import dev.carillon.client.Skip;
import dev.carillon.protocol.FailureReason;
import dev.carillon.protocol.ReceiptKind;
import dev.carillon.protocol.SkipReason;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.LongSupplier;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * What was sent and what every device was told, kept outside of clients and nodes. Each event is judged when it happens; the
 * first promise seen broken is kept in {@link #broken}, because a client contains what its callbacks throw.
 */
public final class PromiseLedger {
    private static final String RECEIPT = "receipt ";

    private final Map<String, Sent> byText = new LinkedHashMap<>();
    private final Map<MessageId, Sent> byId = new HashMap<>();
    private final Map<String, List<Sent>> askedFor = new HashMap<>();
    private final List<DeviceLog> devices = new ArrayList<>();

    /** By user: what is where in the inbox. All of a user's devices must see the same. */
    private final Map<String, TreeMap<Long, String>> inboxes = new HashMap<>();

    private final Set<String> readTexts = new HashSet<>();
    private final Map<String, Long> receiptCursors = new HashMap<>();
    private @Nullable BrokenPromise broken;
    private MessageEvents events = MessageEvents.NONE;
    private long delivered;
    private long repeated;
    private long receipts;
    private long skips;
    private long ownCopies;

    /** The first promise seen broken; null if none was. */
    public @Nullable BrokenPromise broken() {
        return broken;
    }

    /** Notes that a promise is broken, if it is the first. */
    public void broken(String promise, String what, String message) {
        if (broken == null) {
            broken = new BrokenPromise(promise, what, message);
        }
    }

    private boolean holds(boolean fact, String promise, String what, String message) {
        if (!fact) {
            broken(promise, what, message);
        }
        return fact;
    }

    /** A device that there is from now on. @param install its ID, for ever the same once it is not 0 */
    public DeviceLog device(String user, String name, LongSupplier install) {
        DeviceLog log = new DeviceLog(user, name, install);
        devices.add(log);
        return log;
    }

    /** From now on somebody hears what happens to messages. */
    public void heardBy(MessageEvents listener) {
        events = listener;
    }

    // What applications do.

    public Sent sent(DeviceLog from, String to, String text, boolean receipt) {
        Sent sent = new Sent(from, to, text, receipt);
        byText.put(text, sent);
        if (receipt) {
            askedFor.computeIfAbsent(pair(from, to), each -> new ArrayList<>()).add(sent);
        }
        events.onSent(sent);
        return sent;
    }

    /** The sender's application has heard what became of it. */
    public void settled(String text, long cseq, boolean stored) {
        Sent sent = byText.get(text);
        if (sent == null) {
            broken("NothingInvented", "an answer to " + text + ", which nobody sent", text);
            return;
        }
        holds(
                sent.stored == stored || !sent.stored && !sent.refused,
                "NoAckedMessageLost",
                text + " was said to be " + (stored ? "refused, and now to be stored" : "stored, and now refused"),
                text);
        sent.stored |= stored;
        sent.refused |= !stored;
        name(sent, cseq);
        events.onSettled(sent, stored);
    }

    private void name(Sent sent, long cseq) {
        holds(
                sent.cseq == 0 || sent.cseq == cseq,
                "NoDuplicate",
                sent + " has the numbers " + sent.cseq + " and " + cseq,
                sent.text);
        sent.cseq = cseq;
        byId.put(new MessageId(sent.from.user(), sent.from.install(), cseq), sent);
    }

    /** The application is about to say that it shows a message, and with it all earlier ones of its sender. */
    public void markRead(DeviceLog at, String text, long seq) {
        Sent shown = byText.get(text);
        if (shown != null) {
            inbox(at.user()).headMap(seq, true).values().forEach(each -> {
                Sent sent = byText.get(each);
                if (sent != null && sent.from == shown.from) {
                    readTexts.add(each);
                }
            });
        }
    }

    /** The application has it for good. */
    public void takenOver(DeviceLog at, long seq) {
        at.taken.add(seq);
        events.onTakenOver(at, seq);
    }

    /** The application was killed. */
    public void killed(DeviceLog at) {
        at.killed();
    }

    private TreeMap<Long, String> inbox(String user) {
        return inboxes.computeIfAbsent(user, name -> new TreeMap<>());
    }

    // What applications are told.

    public void online(DeviceLog at, long head) {
        holds(
                head >= at.head,
                "CursorMonotone",
                "the head of " + at.user() + " went back from " + at.head + " to " + head,
                "");
        at.head = Math.max(at.head, head);
    }

    public void message(DeviceLog at, Message message) {
        String text = message.text();
        Sent sent = genuine(at, text, message.id());
        if (sent == null
                || !holds(
                        sent.to.equals(at.user()) && sent.from.user().equals(message.from()),
                        "NothingInvented",
                        text + " came to " + at + " from " + message.from(),
                        text)) {
            return;
        }
        events.onGiven(at, message.seq(), sent);
        item(at, message.seq(), text);
        delivered++;
        order(at, message.seq(), sent);
    }

    public void own(DeviceLog at, OwnMessage own) {
        String text = own.text();
        Sent sent = genuine(at, text, own.id());
        if (sent != null
                && holds(
                        sent.from.user().equals(at.user()) && sent.to.equals(own.to()),
                        "NothingInvented",
                        text + " came to " + at + " as an own message to " + own.to(),
                        text)
                && holds(sent.from != at, "NothingInvented", at + " is given its own " + text, text)) {
            events.onGiven(at, own.seq(), sent);
            item(at, own.seq(), text);
            ownCopies++;
            order(at, own.seq(), sent);
        }
    }

    private @Nullable Sent genuine(DeviceLog at, String text, MessageId id) {
        Sent sent = byText.get(text);
        if (sent == null) {
            broken("NothingInvented", at + " was given \"" + text + "\", which nobody sent", text);
            return null;
        }
        name(sent, id.cseq());
        holds(sent.from.install() == id.install(), "NothingInvented", text + " came as from another device", text);
        return sent;
    }

    private void item(DeviceLog at, long seq, String what) {
        String before = at.items.put(seq, what);
        if (before != null) {
            repeated++;
            holds(
                    before.equals(what),
                    "ContiguousInbox",
                    at + " [" + seq + "] was " + before + " and is " + what,
                    what);
        }
        holds(at.given.add(seq), "NoDuplicate", at + " was given " + what + " at " + seq + " twice", what);
        holds(
                seq > at.skippedTo,
                "ContiguousInbox",
                at + " was given " + what + " at " + seq + ", which was skipped",
                what);
        String other = inbox(at.user()).putIfAbsent(seq, what);
        holds(
                other == null || other.equals(what),
                "ContiguousInbox",
                at + " has " + what + " at " + seq + ", where another device of " + at.user() + " has " + other,
                what);
    }

    private void order(DeviceLog at, long seq, Sent sent) {
        Map.Entry<Long, String> below = at.items.lowerEntry(seq);
        while (below != null) {
            Sent earlier = byText.get(below.getValue());
            if (earlier != null && earlier.from == sent.from) {
                holds(
                        earlier.cseq < sent.cseq,
                        earlier == sent ? "NoDuplicate" : "SenderOrder",
                        at + " has " + sent + " at " + seq + " and " + earlier + " at " + below.getKey(),
                        sent.text);
                return;
            }
            below = at.items.lowerEntry(below.getKey());
        }
    }

    public void skip(DeviceLog at, Skip skip) {
        skips++;
        boolean dropped = skip.reason() != SkipReason.ACKED;
        at.gaveUp |= dropped;
        boolean atTheBeginning = at.items.isEmpty() && at.taken.isEmpty();
        // What was announced before may be announced again to an application that was killed.
        for (long seq = Math.max(skip.fromSeq(), at.skippedTo + 1);
                !dropped && !atTheBeginning && seq < skip.nextSeq();
                seq++) {
            String what = inbox(at.user()).get(seq);
            Sent sent = what == null ? null : byText.get(what);
            holds(
                    what == null || at.items.containsKey(seq) || sent != null && sent.from == at,
                    "ContiguousInbox",
                    at + " was never given " + what + " at " + seq + ", and now it is skipped",
                    what == null ? "" : what);
        }
        if (dropped || atTheBeginning) {
            at.skippedTo = Math.max(at.skippedTo, skip.nextSeq() - 1);
        }
    }

    public void receipt(DeviceLog at, Receipt receipt) {
        receipts++;
        item(at, receipt.seq(), RECEIPT + receipt.kind() + " " + receipt.peer() + " " + receipt.cseq());
        Sent sent = byId.get(new MessageId(at.user(), receipt.install(), receipt.cseq()));
        if (sent == null) {
            // Named by nothing yet: a device that was killed before it heard the answer.
            return;
        }
        holds(
                sent.to.equals(receipt.peer()),
                "HonestReceipt",
                "a receipt for " + sent + " from " + receipt.peer(),
                sent.text);
        if (receipt.kind() == ReceiptKind.FAILED) {
            holds(
                    receipt.reason() == FailureReason.EXPIRED || !isWithAny(sent),
                    "HonestReceipt",
                    sent + " is said to have failed (" + receipt.reason() + "), and was delivered",
                    sent.text);
            sent.failed = receipt.reason();
            return;
        }
        cumulative(at, receipt, sent);
    }

    /** A receipt speaks of everything up to a number that the same device sent to the same user with a wish for receipts. */
    private void cumulative(DeviceLog at, Receipt receipt, Sent named) {
        boolean read = receipt.kind() == ReceiptKind.READ;
        List<Sent> asked = askedFor.getOrDefault(pair(named.from, named.to), List.of()).stream()
                .filter(sent -> sent.cseq > 0 && sent.cseq <= receipt.cseq() && sent.failed == null)
                .toList();
        holds(
                !asked.isEmpty(),
                "HonestReceipt",
                receipt + " (" + named + ", asked " + named.receipt + ") speaks of nothing that asked for one",
                named.text);
        for (Sent sent : asked) {
            holds(
                    read ? readTexts.contains(sent.text) : isTakenOver(sent),
                    "HonestReceipt",
                    receipt.kind() + " of " + sent + " is not true",
                    sent.text);
        }
        if (receipt.seq() >= at.items.lastKey()) {
            String cursor = at + " " + receipt.kind() + " " + receipt.peer() + " " + receipt.install();
            Long before = receiptCursors.put(cursor, receipt.cseq());
            holds(
                    before == null || before <= receipt.cseq(),
                    "CursorMonotone",
                    cursor + " went back from " + before + " to " + receipt.cseq(),
                    named.text);
        }
    }

    private static String pair(DeviceLog from, String to) {
        return from + " " + to;
    }

    private boolean isWithAny(Sent sent) {
        return devices.stream().anyMatch(each -> each.user().equals(sent.to) && each.items.containsValue(sent.text));
    }

    private boolean isTakenOver(Sent sent) {
        for (DeviceLog each : devices) {
            if (each.user().equals(sent.to)) {
                for (Map.Entry<Long, String> item : each.items.entrySet()) {
                    if (item.getValue().equals(sent.text) && each.taken.contains(item.getKey())) {
                        return true;
                    }
                }
            }
        }
        return false;
    }

    // In the end, when everything that is pending has arrived.

    /** Looks at every message once more, and for holes. @param heads how far each user's inbox goes */
    public void checkAll(ToLongFunction<String> heads) {
        for (DeviceLog device : devices) {
            long own = byText.values().stream()
                    .filter(sent -> sent.from == device && sent.stored)
                    .count();
            long head = heads.applyAsLong(device.user());
            holds(
                    device.gaveUp || device.skippedTo > 0 || head == device.items.size() + own,
                    "ContiguousInbox",
                    device + " has " + device.items.size() + " items and " + own + " own ones of an inbox of " + head,
                    "");
        }
        Map<DeviceLog, Set<String>> has = new HashMap<>();
        devices.forEach(each -> has.put(each, new HashSet<>(each.items.values())));
        for (Sent sent : byText.values()) {
            boolean anywhere = has.entrySet().stream()
                    .anyMatch(each -> each.getKey().user().equals(sent.to)
                            && each.getValue().contains(sent.text));
            holds(!sent.refused || !anywhere, "NothingInvented", sent + " was refused, and delivered", sent.text);
            if (sent.stored && sent.failed == null) {
                arrived(sent, has);
            }
        }
    }

    private void arrived(Sent sent, Map<DeviceLog, Set<String>> has) {
        for (DeviceLog device : devices) {
            boolean recipient = device.user().equals(sent.to);
            boolean sender = device.user().equals(sent.from.user()) && device != sent.from;
            if (!recipient && !sender || device == sent.from || device.gaveUp || device.skippedTo > 0) {
                continue;
            }
            holds(
                    has.getOrDefault(device, Set.of()).contains(sent.text),
                    recipient && !sender ? "NoAckedMessageLost" : "OwnHistory",
                    sent + " was acked and never came to " + device,
                    sent.text);
        }
    }

    /** Sends that no answer has come to. */
    public List<Sent> unsettled() {
        return byText.values().stream()
                .filter(sent -> !sent.stored && !sent.refused)
                .toList();
    }

    /** The oldest message that its sender waits for an answer to, or its recipient for; empty if there is none. */
    public String waiting() {
        return byText.values().stream()
                .filter(sent -> !sent.refused && (!sent.stored || sent.failed == null && !isWithAny(sent)))
                .findFirst()
                .map(Sent::text)
                .orElse("");
    }

    /** All sends. */
    public Collection<Sent> all() {
        return byText.values();
    }

    /** Sends that are stored, as their senders were told. */
    public long acked() {
        return byText.values().stream().filter(sent -> sent.stored).count();
    }

    public long delivered() {
        return delivered;
    }

    /** Items that came again after an application was killed. */
    public long repeated() {
        return repeated;
    }

    public long receipts() {
        return receipts;
    }

    public long skips() {
        return skips;
    }

    public long ownCopies() {
        return ownCopies;
    }
}
