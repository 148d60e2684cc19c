package dev.carillon.node.admin;

import dev.carillon.admin.v1.InboxEntry;
import dev.carillon.admin.v1.PeekReply;
import dev.carillon.admin.v1.PurgeReply;
import dev.carillon.node.session.InboxReport;
import dev.carillon.node.session.PurgeReport;
import org.jspecify.annotations.Nullable;

/** What a user's inbox keeps, as operators have it. */
final class InboxAnswers {
    /** Items are read on a loop, between two passes. */
    static final int LIMIT_MAX = 256;

    private InboxAnswers() {}

    static PeekReply peek(InboxReport report, int owner) {
        PeekReply.Builder reply = PeekReply.newBuilder()
                .setOwner(owner)
                .setHere(report.here())
                .setKnown(report.known())
                .setNext(report.next());
        report.items().forEach(item -> reply.addItems(entry(item)));
        return reply.build();
    }

    private static InboxEntry entry(InboxReport.Item item) {
        return InboxEntry.newBuilder()
                .setSeq(item.seq())
                .setKind(kind(item.kind()))
                .setPeer(item.peer())
                .setInstall(item.install())
                .setCseq(item.cseq())
                .setStampMs(item.stampMs())
                .setPayloadBytes(item.payloadBytes())
                .setReceiptWanted(item.receiptWanted())
                .setReceipt(name(item.receipt()))
                .setReason(name(item.reason()))
                .build();
    }

    private static InboxEntry.Kind kind(InboxReport.Kind kind) {
        return switch (kind) {
            case MESSAGE -> InboxEntry.Kind.MESSAGE;
            case OWN_COPY -> InboxEntry.Kind.OWN_COPY;
            case RECEIPT -> InboxEntry.Kind.RECEIPT;
        };
    }

    private static String name(@Nullable Enum<?> value) {
        return value == null ? "" : value.name();
    }

    static PurgeReply purge(PurgeReport report, int owner) {
        return PurgeReply.newBuilder()
                .setOwner(owner)
                .setHere(report.here())
                .setKnown(report.known())
                .setItems(report.items())
                .setUpTo(report.upTo())
                .build();
    }
}
