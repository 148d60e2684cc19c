package dev.carillon.admin;

import dev.carillon.admin.v1.PurgeReply;
import dev.carillon.admin.v1.PurgeRequest;
import dev.carillon.admin.v1.UserReply;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Gives up a part of a user's inbox, as many items at a time as a node takes, each part committed before the next. */
record InboxPurge(AdminCommand command, AdminOptions options, String user) {
    private static final int LOOKS = 50;
    private static final long LOOK_MS = 100;

    int run(long upTo, boolean dryRun, boolean yes) throws InterruptedException {
        try (AdminConnections nodes = options.connect(command.surroundings())) {
            UserReply before = InboxCommand.inspect(nodes, user);
            long gone = gone(before);
            long last = Math.min(upTo, before.getHead());
            long items = Math.max(0, last - gone);
            if (dryRun || items == 0) {
                return say(items, last, "would be given up. Nothing was changed.", false);
            }
            if (!yes && !Consent.isGiven("Give up " + items + " items of " + user + ", for good?")) {
                command.print("Nothing was changed.");
                return ExitCode.FAILED;
            }
            while (gone < last) {
                propose(nodes, last);
                gone = awaitCommit(nodes, gone);
            }
            return say(items, last, "were given up.", true);
        }
    }

    /** Up to here nothing is kept. */
    private static long gone(UserReply reply) {
        return reply.getHead() - reply.getKept();
    }

    private void propose(AdminConnections nodes, long last) {
        PurgeRequest request =
                PurgeRequest.newBuilder().setUser(user).setUpTo(last).build();
        PurgeReply reply = nodes.firstThat(stub -> stub.purgeInbox(request), PurgeReply::getHere);
        if (!reply.getHere()) {
            throw PartitionCommand.elsewhere("the partition of " + user, reply.getOwner());
        }
    }

    /** A node that ceases to lead in between drops what was not committed. @return up to where nothing is kept now */
    private long awaitCommit(AdminConnections nodes, long before) throws InterruptedException {
        for (int i = 0; i < LOOKS; i++) {
            long now = gone(InboxCommand.inspect(nodes, user));
            if (now > before) {
                return now;
            }
            TimeUnit.MILLISECONDS.sleep(LOOK_MS);
        }
        throw new CommandException(
                ExitCode.NOT_KNOWN,
                "Up to " + before + " nothing is kept. The next part was proposed, and is not committed yet; it may"
                        + " still be, or have come to nothing. Look with 'carillon inbox stats " + user
                        + "', and ask again: that is safe.");
    }

    private int say(long items, long last, String words, boolean done) {
        if (options.json()) {
            Map<String, Object> facts = new LinkedHashMap<>();
            facts.put("done", done);
            facts.put("items", items);
            facts.put("up_to", items == 0 ? 0 : last);
            command.print(Json.of(facts));
        } else {
            command.print(
                    items == 0
                            ? "Nothing is kept there for " + user + ". Nothing was changed."
                            : items + " items of " + user + ", up to " + last + ", " + words);
        }
        return ExitCode.OK;
    }
}
