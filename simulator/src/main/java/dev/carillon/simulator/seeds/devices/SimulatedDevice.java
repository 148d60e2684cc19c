package dev.carillon.simulator.seeds.devices;

import dev.carillon.client.CarillonClient;
import dev.carillon.client.CarillonClientBuilder;
import dev.carillon.client.ClientLimits;
import dev.carillon.client.ConnectionState;
import dev.carillon.client.Message;
import dev.carillon.client.SendOptions;
import dev.carillon.client.SendResult;
import dev.carillon.node.simulated.SimulatedWorld;
import dev.carillon.protocol.token.TokenIssuer;
import dev.carillon.simulator.seeds.promises.DeviceLog;
import dev.carillon.simulator.seeds.promises.PromiseLedger;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import org.agrona.MutableDirectBuffer;
import org.jspecify.annotations.Nullable;

/**
 * A user's device with an application on the client library. It can be stopped, killed and started again; what its store
 * had flushed survives. Applications differ: some take a message over when they get it, some later and in any order; some
 * reach only the nodes that they were told of; some do not wait for long.
 */
public final class SimulatedDevice {
    private static final long EXPIRES_AT_SECONDS = 0xFFFF_FFFFL;
    private static final ClientLimits LIMITS = ClientLimits.DEFAULT.withBackOff(50, 2_000);

    /** How long who is in a hurry waits to be welcomed, ms. */
    private static final int HURRY_MS_MIN = 40;

    private static final int HURRY_MS_MAX = 400;
    private static final long IN_HAND_NS_MAX = 800 * SimulatedWorld.MS;

    private final SimulatedStore store = new SimulatedStore();
    private final SimulatedWorld world;
    private final Wires wires;
    private final MutableDirectBuffer scratch;
    private final PromiseLedger ledger;
    private final DeviceLog log;
    private final String user;
    private final byte[] token;
    private final List<Integer> ports;
    private final boolean manual;
    private final boolean redirects;
    private final boolean windowed;
    private final boolean hurried;
    private @Nullable VirtualProcess process;
    private @Nullable CarillonClient client;
    private boolean online;
    private boolean closing;
    private boolean enrolled;
    private long enrolments;

    /** @param ports where it looks for nodes */
    public SimulatedDevice(
            SimulatedWorld world,
            Wires wires,
            MutableDirectBuffer scratch,
            PromiseLedger ledger,
            String user,
            int number,
            List<Integer> ports) {
        this.world = world;
        this.wires = wires;
        this.scratch = scratch;
        this.ledger = ledger;
        this.log = ledger.device(user, user + "/" + number, store::install);
        this.user = user;
        this.token = TokenIssuer.issueUnsigned(user, EXPIRES_AT_SECONDS);
        this.ports = List.copyOf(ports);
        Random random = world.random();
        this.manual = random.nextInt(3) == 0;
        this.redirects = random.nextInt(3) > 0;
        this.windowed = random.nextInt(3) == 0;
        this.hurried = random.nextInt(3) == 0;
    }

    public String user() {
        return user;
    }

    /** Whether the application runs. */
    public boolean isRunning() {
        return client != null;
    }

    /** Whether a node has welcomed it, and it has heard nothing to the contrary. */
    public boolean isOnline() {
        return online;
    }

    /** Whether a node has ever welcomed it. */
    public boolean isEnrolled() {
        return enrolled;
    }

    /** Its install ID; 0 before it has one. */
    public long install() {
        return store.install();
    }

    /** Sends without an answer; of an application that does not run, 0. */
    public int pending() {
        CarillonClient running = client;
        return running == null ? 0 : running.pendingSends();
    }

    public void start() {
        if (client != null) {
            return;
        }
        VirtualProcess born = new VirtualProcess(world, wires, scratch);
        process = born;
        ClientLimits limits = hurried ? hurry(world.between(HURRY_MS_MIN, HURRY_MS_MAX)) : LIMITS;
        if (windowed) {
            limits = limits.withDeliveries(
                    1 + world.random().nextInt(8), 1 << 20, 1 + world.random().nextInt(4), 10);
        }
        CarillonClientBuilder builder = CarillonClient.builder(user);
        ports.forEach(port -> builder.server("127.0.0.1", port));
        if (manual) {
            builder.manualAck();
        }
        CarillonClient made = builder.token(() -> token)
                .store(store)
                .runtime(born)
                .limits(limits)
                .redirects(redirects)
                .onMessage(message -> onMessage(born, message))
                .onOwn(own -> {
                    ledger.own(log, own);
                    ledger.takenOver(log, own.seq());
                })
                .onReceipt(receipt -> {
                    ledger.receipt(log, receipt);
                    ledger.takenOver(log, receipt.seq());
                })
                .onSkip(skip -> ledger.skip(log, skip))
                .onState(state -> onState(state))
                .onEarlierSend((send, result) -> settled(new String(send.payload(), StandardCharsets.UTF_8), result))
                .build();
        client = made;
        made.connect();
    }

    /** It loses patience while its HELLO may be on its way from one node to another. */
    private static ClientLimits hurry(long ms) {
        return new ClientLimits(
                LIMITS.pendingSends(),
                LIMITS.pendingBytes(),
                LIMITS.deliverMessages(),
                LIMITS.deliverBytes(),
                LIMITS.ackEvery(),
                LIMITS.ackDelayMs(),
                ms,
                LIMITS.silenceMs(),
                LIMITS.answerTimeoutMs(),
                LIMITS.backOffMinMs(),
                LIMITS.backOffMaxMs(),
                LIMITS.closeTimeoutMs());
    }

    private void onMessage(VirtualProcess mine, Message message) {
        ledger.message(log, message);
        if (world.random().nextInt(4) == 0) {
            CarillonClient running = client;
            if (running != null) {
                ledger.markRead(log, message.text(), message.seq());
                running.markRead(message);
            }
        }
        if (!manual) {
            ledger.takenOver(log, message.seq());
        } else {
            mine.later(world.between(0, IN_HAND_NS_MAX), () -> {
                ledger.takenOver(log, message.seq());
                message.ack();
            });
        }
    }

    private void onState(ConnectionState state) {
        online = state instanceof ConnectionState.Online;
        if (state instanceof ConnectionState.Online here) {
            enrolments += here.enrolled() ? 1 : 0;
            enrolled = true;
            ledger.online(log, here.head());
            if (enrolments > 1) {
                ledger.broken("StaysOn", log + " was enrolled again", "");
            }
        } else if (state instanceof ConnectionState.Closed end && end.code() != null) {
            ledger.broken("StaysOn", log + " gave up: " + end.code() + ", " + end.reason(), "");
        }
    }

    /** Sends, if the application runs. @return whether it did */
    public boolean send(String to, String text, boolean receipt) {
        CarillonClient running = client;
        if (running == null || closing) {
            return false;
        }
        ledger.sent(log, to, text, receipt);
        running.send(to, text.getBytes(StandardCharsets.UTF_8), new SendOptions(receipt))
                .whenComplete((result, failure) -> {
                    if (failure == null) {
                        settled(text, result);
                    }
                });
        return true;
    }

    private void settled(String text, SendResult result) {
        if (result instanceof SendResult.Unknown) {
            ledger.broken("NoAckedMessageLost", "nobody knows whether " + text + " was stored", text);
        } else {
            ledger.settled(text, result.cseq(), result instanceof SendResult.Stored);
        }
    }

    /** The application ends as it should; it can be started again once it has. */
    public void stop() {
        CarillonClient running = client;
        if (running != null && !closing) {
            closing = true;
            running.whenClosed().whenComplete((end, failure) -> ended());
            running.close();
        }
    }

    /** The application is killed, as phones do: nothing it had planned happens, what it had not flushed is gone. */
    public void kill() {
        VirtualProcess mine = process;
        if (client != null && mine != null) {
            mine.kill();
            wires.onKilled(mine);
            store.kill();
            ended();
        }
    }

    private void ended() {
        client = null;
        closing = false;
        online = false;
        ledger.killed(log);
    }

    @Override
    public String toString() {
        return log.toString();
    }
}
