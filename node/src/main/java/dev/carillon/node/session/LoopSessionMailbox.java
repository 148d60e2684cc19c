package dev.carillon.node.session;

import static java.nio.ByteOrder.BIG_ENDIAN;

import dev.carillon.node.runtime.LoopMailbox;
import dev.carillon.node.runtime.MailKind;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

/** The sessions' side of a loop's mailbox. Any thread. */
final class LoopSessionMailbox implements SessionMailbox {
    private final LoopMailbox mailbox;
    private final InboundGate gate;

    LoopSessionMailbox(LoopMailbox mailbox, InboundGate gate) {
        this.mailbox = mailbox;
        this.gate = gate;
    }

    @Override
    public boolean open(long connection, byte[] user, DirectBuffer hello, int offset, int length) {
        int claim = mailbox.claim(MailKind.OPEN, Long.BYTES + 1 + user.length + length);
        if (claim < 0) {
            return false;
        }
        MutableDirectBuffer b = mailbox.buffer();
        b.putLong(claim, connection, BIG_ENDIAN);
        b.putByte(claim + 8, (byte) user.length);
        b.putBytes(claim + 9, user);
        b.putBytes(claim + 9 + user.length, hello, offset, length);
        mailbox.commit(claim);
        return true;
    }

    @Override
    public boolean frames(long connection, DirectBuffer buffer, int offset, int length) {
        if (gate.isShut(connection)) {
            return false;
        }
        int claim = mailbox.claim(MailKind.FRAMES, Long.BYTES + length);
        if (claim < 0) {
            return false;
        }
        mailbox.buffer().putLong(claim, connection, BIG_ENDIAN);
        mailbox.buffer().putBytes(claim + 8, buffer, offset, length);
        mailbox.commit(claim);
        return true;
    }

    @Override
    public boolean closed(long connection) {
        return post(MailKind.CLOSED, connection, 0);
    }

    @Override
    public boolean writable(long connection, boolean writable) {
        return post(MailKind.WRITABLE, connection, writable ? 1 : 0);
    }

    private boolean post(int kind, long connection, int detail) {
        int claim = mailbox.claim(kind, Long.BYTES + 1);
        if (claim < 0) {
            return false;
        }
        mailbox.buffer().putLong(claim, connection, BIG_ENDIAN);
        mailbox.buffer().putByte(claim + 8, (byte) detail);
        mailbox.commit(claim);
        return true;
    }
}
