package dev.carillon.node.session;

import dev.carillon.node.delivery.Metric;
import dev.carillon.protocol.FailureReason;
import dev.carillon.protocol.Limits;
import dev.carillon.protocol.SkipReason;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * A day of some users with some devices, from a seed: they send, take over, read, disconnect and come back with slow
 * links and small windows, while power is cut, engines forget and logs are recycled. Everything runs in this thread.
 */
final class DeliverySimulation {
    private static final int STEPS = 400;
    private static final int ROUNDS_TO_CATCH_UP = 400;
    private static final long ABSENCE_MS = 60_000;
    private static final long DISK_BYTES = 1L << 30;

    private final Random random;
    private final TestClock clock = new TestClock();
    private final TestNode node;
    private final DeliveryLedger ledger;
    private final List<TestClient> clients = new ArrayList<>();
    private final List<TestClient> lost = new ArrayList<>();
    private final List<String> users = new ArrayList<>();
    private int messages;
    private int crashes;
    private int crashesInAWrite;
    private int unsettledAtCrash;

    DeliverySimulation(long seed) {
        random = new Random(seed);
        CoreLimits limits = limits();
        ledger = new DeliveryLedger(clock, limits.inboxAgeMs());
        node = new TestNode(seed, 1 << random.nextInt(4), 1 + random.nextInt(2), limits, clock);
        int userCount = 2 + random.nextInt(5);
        for (int u = 0; u < userCount; u++) {
            users.add("user" + u);
            int devices = random.nextInt(3) == 0 ? 2 : 1;
            for (int d = 0; d < devices; d++) {
                TestClient client = new TestClient(users.get(u), 100L * u + d, ledger);
                clients.add(client);
                ledger.device(client);
            }
        }
    }

    private CoreLimits limits() {
        TestLimits limits = new TestLimits();
        limits.mailboxBytes = 1 << (20 + random.nextInt(2));
        if (random.nextBoolean()) {
            limits.sendWindowMessages = 1 + random.nextInt(8);
        }
        if (random.nextInt(8) == 0) {
            limits.overlayBytesPerLoop = 20_000;
        }
        if (random.nextInt(8) == 0) {
            limits.outboxMessagesPerPair = 5;
        }
        if (random.nextInt(4) == 0) {
            limits.inboxMessages = 5 + random.nextInt(40);
        }
        if (random.nextInt(6) == 0) {
            limits.inboxBytes = 500 + random.nextInt(5_000);
        }
        if (random.nextInt(4) == 0) {
            limits.inboxAgeMs = 500 + random.nextInt(3_000);
        }
        limits.deviceAbsenceMs = ABSENCE_MS;
        limits.housekeepingMs = 100;
        limits.freezeBytes = 1 + random.nextInt(4000);
        limits.freezeAgeMs = 1 + random.nextInt(1000);
        limits.logBytesPerLoop = 64 * 1024;
        return limits.build();
    }

    /** @throws AssertionError naming the invariant that does not hold */
    void run() {
        for (int step = 0; step < STEPS; step++) {
            step();
            observe();
        }
        catchUp();
        ledger.checkAll();
        DeliveryLedger.check(
                "NodeHealthy", node.failures().isEmpty(), node.failures().toString());
        DeliveryLedger.check(
                "NodeHealthy", node.alarms().isEmpty(), node.alarms().toString());
    }

    private void step() {
        TestClient client = clients.get(random.nextInt(clients.size()));
        int dice = random.nextInt(100);
        if (dice < 30) {
            for (int n = 1 + random.nextInt(random.nextInt(10) == 0 ? 40 : 4); n > 0; n--) {
                send(client);
            }
        } else if (dice < 50) {
            takeOver(client);
        } else if (dice < 58) {
            connectOrNot(client);
        } else if (dice < 60) {
            crash();
        } else if (dice < 64) {
            node.write();
        } else if (dice < 68 && client.isConnected()) {
            client.pipe().room(random.nextBoolean() ? 50 : 1 << 20);
        } else if (dice < 70 && client.isWelcomed()) {
            client.credit(1 + random.nextInt(10), 1 + random.nextInt(2000));
        } else if (dice < 73 && client.isWelcomed() && client.position() > 0) {
            read(client);
        } else if (dice < 80) {
            clock.advanceMs(random.nextInt(60));
        } else if (dice < 81) {
            clock.advanceMs(random.nextInt(1500));
        } else if (dice < 90) {
            hear(client, random.nextInt(600));
        } else if (dice < 91) {
            fillOrEmptyADisk();
        } else if (dice < 92 && random.nextInt(4) == 0) {
            lose(client);
        }
        client.flush();
        if (random.nextInt(3) > 0) {
            node.pass(random.nextInt(node.core().loops().size()));
        }
    }

    private void send(TestClient client) {
        String to = random.nextInt(12) == 0 ? client.user : users.get(random.nextInt(users.size()));
        boolean receipt = random.nextInt(3) == 0;
        int size = random.nextInt(20) == 0 ? random.nextInt(3000) : random.nextInt(40);
        if (random.nextInt(200) == 0) {
            size = Limits.PAYLOAD_MAX + 1;
        }
        StringBuilder text =
                new StringBuilder("m").append(++messages).append('>').append(to);
        while (text.length() < size) {
            text.append('.');
        }
        // The ledger knows first: the answer may come within the call.
        long cseq = client.send(to, text.toString(), receipt);
        ledger.sent(client, to, text.toString(), cseq, receipt);
    }

    private void takeOver(TestClient client) {
        long behind = client.position() - client.takenOver();
        if (client.isWelcomed() && behind > 0) {
            client.takeOver(client.takenOver() + 1 + random.nextInt((int) behind));
        }
    }

    private void read(TestClient client) {
        long seq = 1 + random.nextInt((int) client.position());
        if (ledger.textAt(client, seq).isEmpty()) {
            // Nobody shows what was skipped.
            return;
        }
        ledger.markRead(client, seq, node.cursor(client.user, client.install));
        client.read(seq);
    }

    private void connectOrNot(TestClient client) {
        int dice = random.nextInt(6);
        if (client.isConnected() && dice < 4) {
            client.disconnect();
            ledger.disconnected(client);
        } else if (!client.isConnected() || dice == 4) {
            // A device whose connection broke may be back before the node knows that it was gone.
            ledger.disconnected(client);
            boolean small = random.nextInt(3) == 0;
            client.connect(node, small ? 1 + random.nextInt(5) : 256, small ? 1 + random.nextInt(4000) : 1 << 20);
        }
    }

    /** A disk without room stops sends, not the node; it may stay so until the end. */
    private void fillOrEmptyADisk() {
        node.disk(random.nextInt(node.core().loops().size())).setCapacity(random.nextBoolean() ? 0 : DISK_BYTES);
    }

    /** A device goes away for good, if its user has another. What it had not sent is not sent. */
    private void lose(TestClient client) {
        if (clients.stream().filter(each -> each.user.equals(client.user)).count() < 2) {
            return;
        }
        if (client.isConnected()) {
            client.disconnect();
            ledger.disconnected(client);
        }
        clients.remove(client);
        lost.add(client);
        ledger.lost(client);
    }

    private void hear(TestClient client, int bytes) {
        boolean was = client.isConnected();
        client.hear(bytes);
        if (was && !client.isConnected()) {
            ledger.disconnected(client);
        }
    }

    private void crash() {
        crashes++;
        if (random.nextBoolean()) {
            loseThePassUnderWay();
        }
        for (TestClient client : clients) {
            if (random.nextBoolean()) {
                // What left the node before it died still arrives.
                hear(client, Integer.MAX_VALUE);
            }
            unsettledAtCrash += client.unsettledCount();
            if (client.isConnected()) {
                client.forgetConnection();
                ledger.disconnected(client);
            }
        }
        node.crash(random.nextInt(4));
    }

    /** Power goes while a loop writes: some of what it wrote is there, some is not, and it said nothing of either. */
    private void loseThePassUnderWay() {
        for (TestClient client : clients) {
            if (client.isConnected()) {
                send(client);
                client.flush();
            }
        }
        int loop = random.nextInt(node.core().loops().size());
        node.disk(loop).cutPowerAfter(random.nextInt(4));
        node.pass(loop);
        node.pass(loop);
        if (random.nextBoolean()) {
            // What the loop had said to others, or given to the writer, too early would outlive what it lost.
            node.pass();
            node.write();
        }
        crashesInAWrite += node.disk(loop).isOff() ? 1 : 0;
    }

    private void observe() {
        for (TestClient client : clients) {
            ledger.cursor(client, node.cursor(client.user, client.install), node.head(client.user));
        }
    }

    /** Faults heal; everything pending must be delivered within a bound. */
    private void catchUp() {
        for (int loop = 0; loop < node.core().loops().size(); loop++) {
            node.disk(loop).setCapacity(DISK_BYTES);
        }
        for (int round = 0; round < ROUNDS_TO_CATCH_UP; round++) {
            if (round == ROUNDS_TO_CATCH_UP / 2) {
                // Long enough for those that are lost to be retired; those that are here stay.
                clock.advanceMs(ABSENCE_MS);
            }
            for (TestClient client : clients) {
                if (!client.isConnected()) {
                    client.connect(node, 256, 1 << 20);
                }
                client.pipe().room(1 << 20);
                if (round == 0 && client.isWelcomed()) {
                    client.credit(256, 1 << 20);
                }
                client.flush();
            }
            node.pass();
            for (TestClient client : clients) {
                hear(client, Integer.MAX_VALUE);
                client.takeOverAll();
            }
            clock.advanceMs(20);
            node.write();
            observe();
        }
        for (TestClient client : clients) {
            DeliveryLedger.check("CatchesUp", client.isSettled(), client.user + " has unsettled sends");
            long head = node.head(client.user);
            DeliveryLedger.check("CatchesUp", client.position() == head, client.user + " is behind " + head);
            DeliveryLedger.check(
                    "CatchesUp", node.cursor(client.user, client.install) == head, "the cursor is behind " + head);
            DeliveryLedger.check(
                    "CatchesUp",
                    node.inboxFirst(client.user) == head + 1,
                    "all devices of " + client.user + " have everything, and it is kept still");
        }
    }

    /** What happened, for tests that must not be hollow. */
    Map<Event, Long> counts() {
        Map<Event, Long> counts = new EnumMap<>(Event.class);
        counts.put(Event.ACKED_SENDS, (long) ledger.stored().size());
        counts.put(Event.DELIVERED, (long) ledger.delivered());
        counts.put(Event.DELIVERED_AGAIN, (long) ledger.repeated());
        counts.put(Event.RECEIPTS, (long) ledger.receipts());
        counts.put(Event.SKIPS, (long) ledger.skips());
        counts.put(Event.CRASHES, (long) crashes);
        counts.put(Event.UNSETTLED_AT_CRASH, (long) unsettledAtCrash);
        counts.put(Event.CRASHES_IN_A_WRITE, (long) crashesInAWrite);
        counts.put(Event.UNSYNCED_SECTORS_DROPPED, node.disk(0).counts().sectorsDropped());
        counts.put(Event.UNSYNCED_SECTORS_KEPT, node.disk(0).counts().sectorsKept());
        counts.put(Event.TORN_FILES, node.disk(0).counts().tornFiles());
        counts.put(Event.LINKS_REFUSED, (long) node.linkRefusals());
        counts.put(Event.RELAYS_RESENT, node.count(Metric.RELAYS_RESENT));
        counts.put(Event.FREEZES, node.count(Metric.FREEZES));
        counts.put(Event.FLUSHES, node.engine().flushes());
        counts.put(Event.LOG_RELEASES, node.count(Metric.LOG_RELEASES));
        counts.put(Event.LOG_CUTS, node.logCuts());
        counts.put(Event.OWN_COPIES_LATER, node.count(Metric.OWN_COPIES_SENT));
        counts.put(Event.REFUSED_FOR_NOW, node.count(Metric.REFUSED_OVERLOADED));
        counts.put(Event.REFUSED_STORAGE_FULL, node.count(Metric.REFUSED_STORAGE_FULL));
        counts.put(Event.REFUSED_FOR_GOOD, node.count(Metric.REFUSED_FOR_GOOD));
        counts.put(Event.ACKED_AGAIN, ledger.settledByWelcome());
        counts.put(Event.FAILED_INBOX_FULL, ledger.failed(FailureReason.INBOX_FULL));
        counts.put(Event.FAILED_EXPIRED, ledger.failed(FailureReason.EXPIRED));
        counts.put(Event.SKIPS_EXPIRED, ledger.skips(SkipReason.EXPIRED));
        counts.put(Event.SKIPS_PURGED, ledger.skips(SkipReason.PURGED));
        counts.put(Event.DEVICES_LOST, (long) lost.size());
        counts.put(Event.DEVICES_RETIRED, node.count(Metric.DEVICES_RETIRED));
        counts.put(Event.SESSIONS_REPLACED, node.count(Metric.SESSIONS_REPLACED));
        counts.put(Event.READ_EARLY, (long) ledger.readEarly());
        return counts;
    }

    enum Event {
        ACKED_SENDS,
        DELIVERED,
        DELIVERED_AGAIN,
        RECEIPTS,
        SKIPS,
        CRASHES,
        UNSETTLED_AT_CRASH,
        CRASHES_IN_A_WRITE,
        UNSYNCED_SECTORS_DROPPED,
        UNSYNCED_SECTORS_KEPT,
        TORN_FILES,
        LINKS_REFUSED,
        RELAYS_RESENT,
        FREEZES,
        FLUSHES,
        LOG_RELEASES,
        LOG_CUTS,
        OWN_COPIES_LATER,
        REFUSED_FOR_NOW,
        REFUSED_STORAGE_FULL,
        REFUSED_FOR_GOOD,
        ACKED_AGAIN,
        FAILED_INBOX_FULL,
        FAILED_EXPIRED,
        SKIPS_EXPIRED,
        SKIPS_PURGED,
        DEVICES_LOST,
        DEVICES_RETIRED,
        SESSIONS_REPLACED,
        READ_EARLY
    }
}
