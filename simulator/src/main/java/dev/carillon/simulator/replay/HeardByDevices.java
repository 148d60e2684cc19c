package dev.carillon.simulator.replay;

import dev.carillon.client.ConnectionState;
import dev.carillon.client.OwnMessage;
import dev.carillon.client.Receipt;
import dev.carillon.client.Skip;
import dev.carillon.simulator.ledger.Ledger;
import dev.carillon.simulator.users.Arrival;
import dev.carillon.simulator.users.Device;
import dev.carillon.simulator.users.DeviceEvents;

/**
 * What devices of a replay are told: the player hears which messages are where, the ledger what first devices got, so that
 * each message counts once however many devices get it, and what nobody sent wherever it comes. Any thread; one device's
 * events come one at a time.
 */
final class HeardByDevices implements DeviceEvents {
    private final Devices devices;
    private final Script script;
    private final Ledger ledger;
    private final Happenings happenings;
    private final BehaviourWatch watch;

    HeardByDevices(Script script, Ledger ledger, Happenings happenings, BehaviourWatch watch) {
        this.script = script;
        this.devices = script.devices();
        this.ledger = ledger;
        this.happenings = happenings;
        this.watch = watch;
    }

    private String name(int device) {
        return script.traffic().user(devices.user(device));
    }

    @Override
    public void online(int device, Device kind, long head) {
        watch.online(device, head);
    }

    @Override
    public boolean message(int device, Device kind, Arrival message) {
        String me = name(device);
        int row = ledger.row(me, message.id().sender(), message.payload());
        boolean first = devices.isFirst(device);
        if (first || row < 0) {
            ledger.delivered(me, message.id().sender(), message.payload());
        }
        happenings.arrived(row, device);
        if (row < 0) {
            return false;
        }
        return first ? watch.message(row) : watch.messageOnMore(device, row);
    }

    @Override
    public void own(int device, Device kind, OwnMessage own) {
        // A copy of what was sent to oneself is its delivery; other copies are no deliveries.
        String me = name(device);
        if (devices.isFirst(device) && own.to().equals(me)) {
            ledger.delivered(me, me, own.payload());
            happenings.arrived(ledger.row(me, me, own.payload()), device);
        }
    }

    @Override
    public void receipt(int device, Device kind, Receipt receipt) {
        if (devices.isFirst(device)) {
            watch.receipt(device, receipt);
        }
    }

    @Override
    public void skip(int device, Device kind, Skip skip) {
        if (devices.isFirst(device)) {
            watch.skip(skip);
        }
    }

    @Override
    public void ended(int device, Device kind, ConnectionState.Closed end) {
        watch.ended(end);
    }
}
