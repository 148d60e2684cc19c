package dev.carillon.simulator.promises;

import dev.carillon.client.ConnectionState;
import dev.carillon.simulator.traffic.Traffic;
import dev.carillon.simulator.users.Device;

/**
 * {@code CatchesUp}, as far as it is a device's: whatever becomes of nodes, none is told something at which a client gives up
 * for good. A client that has given up catches up with nothing, and what is handed to it to send is not sent.
 *
 * <p>Looks at how often devices came online.
 */
final class StayingOn implements PromiseCheck {
    private final Traffic traffic;
    private final Findings findings = new Findings();

    StayingOn(Traffic traffic) {
        this.traffic = traffic;
    }

    @Override
    public void online(int user, Device device, long head) {
        findings.looked();
    }

    @Override
    public void ended(int user, Device device, ConnectionState.Closed end) {
        findings.add(() -> device + " of " + traffic.user(user) + " gave up: " + end.reason());
    }

    @Override
    public Seen conclude(boolean settled) {
        return findings.seen();
    }
}
