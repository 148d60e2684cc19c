package dev.carillon.node.replication.raft;

/**
 * How long the rounds of an election last. The engine's are all of one length, which is too long where the others are about to
 * learn that the leader is dead, and too short where votes take longer. One per engine; on the loop.
 */
final class ElectionPace {
    /** The first round of pre-votes is this often halved, each further one once less. */
    private static final int HALVINGS = 3;

    /** Rounds of votes are doubled this often at most for being in vain. */
    private static final int DOUBLINGS_MAX = 3;

    /** And this often at most for the place. */
    private static final int PLACES_MAX = 2;

    private int preVoteRounds;
    private int voteRounds;
    private int place;

    /** @param after how many other members it campaigns, until there is a leader */
    void campaigns(int after) {
        place = after;
    }

    /** The next round of pre-votes. What is granted late counts in the round after it, too, so that short ones lose nothing. */
    long preVoteNs(long ns) {
        return ns >> Math.max(0, HALVINGS - preVoteRounds++);
    }

    /**
     * The next round of votes. Each counts only its own: where they take longer than a round, none would ever elect anybody. And
     * two candidates whose rounds end together, but for less than a vote takes, would split the votes again and again.
     */
    long voteNs(long ns) {
        return ns << Math.min(voteRounds++, DOUBLINGS_MAX) + Math.min(place, PLACES_MAX);
    }

    /** There is a leader: the next election begins anew. */
    void leaderKnown() {
        preVoteRounds = 0;
        voteRounds = 0;
        place = 0;
    }
}
