package dev.carillon.simulator.load;

import dev.carillon.client.runtime.ServerAddress;
import dev.carillon.simulator.faults.links.LinkProxy;
import dev.carillon.simulator.scenario.NetworkQuality;
import dev.carillon.simulator.users.Access;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Weak networks: users who have one reach each node through a port of their own, behind which every byte can be held up. They
 * are served where they connect, like clients behind a load balancer; a node that sent them on would send them around it.
 * Nodes are on loopback.
 */
final class WeakSignals implements Signals {
    private final Plan plan;
    private final int nodes;
    private final LinkProxy proxy;
    private final SplittableRandom random;
    private final Map<Integer, Access> accesses = new HashMap<>();
    /** Who has no signal now. */
    private final Set<Integer> lost = new HashSet<>();

    private final ExecutorService worker = Executors.newSingleThreadExecutor(work -> {
        Thread thread = new Thread(work, "signals");
        thread.setDaemon(true);
        return thread;
    });

    private WeakSignals(Plan plan, int nodes, LinkProxy proxy) {
        this.plan = plan;
        this.nodes = nodes;
        this.proxy = proxy;
        this.random = new SplittableRandom(plan.scenario().seed());
    }

    /** Null if nobody has a weak network. */
    static @Nullable WeakSignals of(Plan plan, List<ServerAddress> servers, LongSupplier nanoTime)
            throws InterruptedException {
        if (plan.town().stream().allMatch(each -> each.network() == null)) {
            return null;
        }
        WeakSignals made = new WeakSignals(plan, servers.size(), new LinkProxy(nanoTime));
        for (Resident each : plan.town()) {
            NetworkQuality network = each.network();
            if (network != null) {
                made.open(each.number(), network, servers);
            }
        }
        return made;
    }

    private void open(int user, NetworkQuality network, List<ServerAddress> servers) throws InterruptedException {
        List<ServerAddress> ports = new ArrayList<>();
        for (int i = 0; i < nodes; i++) {
            ports.add(new ServerAddress(
                    "127.0.0.1", proxy.open(user, node(i), servers.get(i).port())));
        }
        accesses.put(user, new Access(ports, false));
        slow(user, network);
    }

    /** Nodes have numbers that no user has. */
    private static int node(int index) {
        return -1 - index;
    }

    private void slow(int user, NetworkQuality network) throws InterruptedException {
        long ms = network.delayNs() / 1_000_000;
        for (int i = 0; ms > 0 && i < nodes; i++) {
            proxy.slow(user, node(i), ms);
            proxy.slow(node(i), user, ms);
        }
    }

    Access access(int user, Access plain) {
        return accesses.getOrDefault(user, plain);
    }

    /** Some work on the proxy. */
    private interface Work {
        void run() throws InterruptedException;
    }

    private void later(int user, Work work) {
        if (!accesses.containsKey(user)) {
            return;
        }
        try {
            worker.execute(() -> {
                try {
                    work.run();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            });
        } catch (RejectedExecutionException e) {
            // The run is over.
        }
    }

    @Override
    public void lose(int user) {
        lost.add(user);
        later(user, () -> {
            for (int i = 0; i < nodes; i++) {
                proxy.cut(user, node(i));
                proxy.cut(node(i), user);
            }
        });
    }

    @Override
    public void find(int user) {
        NetworkQuality network = plan.town().get(user).network();
        if (!lost.remove(user) || network == null) {
            return;
        }
        later(user, () -> {
            boolean breaks = random.nextDouble() < network.breaks();
            for (int i = 0; i < nodes; i++) {
                if (breaks) {
                    proxy.sever(user, node(i));
                }
                proxy.heal(user, node(i));
                proxy.heal(node(i), user);
            }
            slow(user, network);
        });
    }

    @Override
    public void close() {
        worker.shutdownNow();
        proxy.close();
    }
}
