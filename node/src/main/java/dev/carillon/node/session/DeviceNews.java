package dev.carillon.node.session;

import dev.carillon.node.delivery.ConnectionNumber;
import dev.carillon.node.delivery.DeviceListener;
import dev.carillon.node.delivery.Devices;
import dev.carillon.node.delivery.Metric;
import dev.carillon.protocol.ErrorCode;

/**
 * What apply has for a device while it has its seat: what became of its sends, which turns into what its client is owed, and
 * what ends its session. Runs on the loop.
 */
final class DeviceNews implements DeviceListener {
    private final SessionContext context;
    private final Session session;

    DeviceNews(SessionContext context, Session session) {
        this.context = context;
        this.session = session;
    }

    @Override
    public ConnectionNumber number() {
        return session.number();
    }

    @Override
    public void onAccepted(long cseq, long seq, int payloadLength) {
        session.sends().settled(payloadLength);
        DeliverCursor inbox = session.inbox();
        boolean inOrder = seq == inbox.position() + 1;
        session.output().stored(cseq, inOrder);
        if (inOrder) {
            inbox.passOver(seq);
        }
        session.ready();
    }

    @Override
    public void onDuplicate(long cseq, int refusal, int payloadLength) {
        session.sends().settled(payloadLength);
        if (refusal == 0) {
            session.output().storedBefore(cseq);
        } else {
            session.output().refused(refusal, cseq);
        }
        session.ready();
    }

    @Override
    public void onGap(long expected, int payloadLength) {
        session.sends().settled(payloadLength);
        session.sends().gap(expected);
    }

    @Override
    public void onRefused(long cseq, int code) {
        session.sends().settled(0);
        session.output().refused(code, cseq);
        context.meter().add(Metric.REFUSED_FOR_GOOD, 1);
        session.ready();
    }

    @Override
    public void onInboxChanged() {
        session.ready();
    }

    @Override
    public void onReplaced() {
        context.meter().add(Metric.SESSIONS_REPLACED, 1);
        session.fail(ErrorCode.REPLACED, Devices.sentence(ErrorCode.REPLACED));
    }

    @Override
    public void onRetired() {
        session.fail(ErrorCode.DEVICE_RETIRED, "this device is no longer enrolled");
    }
}
