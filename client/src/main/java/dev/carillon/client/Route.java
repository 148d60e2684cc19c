package dev.carillon.client;

import dev.carillon.client.runtime.ServerAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where the client connects next: at the address that welcomed it or that it was sent to, else at the configured ones in
 * turn; and whether it asks to be served there, whoever owns the user (PROTOCOL.md, section 6.4). Runs on the client's
 * loop.
 */
final class Route {
    /** MOVEs without a WELCOME between them that are followed. */
    static final int MOVES_MAX = 3;

    private final List<ServerAddress> configured;
    private final boolean redirects;
    private int turn;
    private @Nullable ServerAddress learned;
    private boolean welcomed;
    private int moves;
    private long generation;
    private long term;

    /** Asks to stay, for good or after having been sent on in vain. */
    private boolean stays;

    /** @param redirects whether it may go where a MOVE sends it */
    Route(List<ServerAddress> configured, boolean redirects) {
        this.configured = configured;
        this.redirects = redirects;
        this.stays = !redirects;
    }

    /** Whether the next HELLO asks to be served at {@link #next}. */
    boolean stays() {
        return stays;
    }

    ServerAddress next() {
        ServerAddress known = learned;
        return known == null ? configured.get(turn % configured.size()) : known;
    }

    /** The node there welcomed this device: it is the owner, or serves in its place. */
    void welcomed(ServerAddress address) {
        learned = address;
        stays = !redirects;
        welcomed = true;
        moves = 0;
    }

    /** A connection has ended, or was never made. @return how, with the wait that this means */
    Ending ended(Ending ending) {
        boolean was = welcomed;
        welcomed = false;
        Move move = ending.move();
        if (move != null) {
            return moved(move);
        }
        if (!was) {
            roundTheConfigured();
        }
        return ending;
    }

    private void roundTheConfigured() {
        learned = null;
        turn++;
    }

    private Ending moved(Move move) {
        moves++;
        if (moves > MOVES_MAX) {
            // Somebody is wrong about who owns the user; what was believed so far is worth nothing.
            moves = 0;
            generation = 0;
            term = 0;
            roundTheConfigured();
            boolean stayed = stays;
            // A node that does not know the wish answers MOVE for ever: then going there is the way again.
            stays = !redirects || !stayed;
            return Ending.of(
                    stayed
                            ? "the node there does not reach the one that owns the user"
                            : "the user is sent from node to node");
        }
        if (stays) {
            return new Ending(
                    "the node there is finding out which one owns the user",
                    null,
                    move.afterMs(),
                    move.jitterMs(),
                    move);
        }
        ServerAddress owner = move.owner();
        boolean newer = move.generation() > generation || move.generation() == generation && move.term() > term;
        if (owner != null && newer) {
            learned = owner;
            generation = move.generation();
            term = move.term();
            return new Ending("the user is at " + owner, null, move.afterMs(), move.jitterMs(), move);
        }
        roundTheConfigured();
        return new Ending(
                "the cluster is finding out which node owns the user", null, move.afterMs(), move.jitterMs(), move);
    }
}
