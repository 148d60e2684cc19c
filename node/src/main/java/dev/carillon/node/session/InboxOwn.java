package dev.carillon.node.session;

import dev.carillon.node.delivery.InboxItem;
import org.agrona.DirectBuffer;

/** Which inbox items a device has because it sent them. */
final class InboxOwn {
    private InboxOwn() {}

    static boolean isFrom(DirectBuffer b, int item, int length, long install) {
        return length > 0 && InboxItem.kind(b, item) == InboxItem.OWN && InboxItem.install(b, item) == install;
    }
}
