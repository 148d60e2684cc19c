package dev.carillon.client.cli;

/** One line of a chat on the screen. Changes only in how far it has come. */
final class ChatLine {
    /** Whose line it is. */
    enum Kind {
        /** From the peer. */
        IN,
        /** From here. */
        OUT,
        /** From another of this user's devices. */
        OWN,
        /** From the program. */
        NOTE,
        /** A day begins; the text is its name. */
        DAY
    }

    /** How far a message from this user has come; never goes back, apart from FAILED. */
    enum Tick {
        NONE(""),
        WAITING("…"),
        STORED("✓"),
        DELIVERED("✓✓"),
        READ("✓✓"),
        FAILED("✗");

        private final String sign;

        Tick(String sign) {
            this.sign = sign;
        }

        String sign() {
            return sign;
        }
    }

    private final Kind kind;
    private final String peer;
    private final String text;
    private final long timeMs;
    private long number;
    private Tick tick;
    private long install;
    private long cseq;

    ChatLine(Kind kind, String peer, String text, long timeMs, Tick tick) {
        this.kind = kind;
        this.peer = PlainText.of(peer);
        this.text = PlainText.of(text);
        this.timeMs = timeMs;
        this.tick = tick;
    }

    Kind kind() {
        return kind;
    }

    String peer() {
        return peer;
    }

    String text() {
        return text;
    }

    long timeMs() {
        return timeMs;
    }

    Tick tick() {
        return tick;
    }

    /** Its number in the {@link HistoryFile}, from 1; 0 if it is not there. */
    long number() {
        return number;
    }

    void number(long inHistory) {
        number = inHistory;
    }

    /** Whether somebody said it, unlike what the program says. */
    boolean isSaid() {
        return kind != Kind.NOTE && kind != Kind.DAY;
    }

    /** With {@link #cseq}, which message of its sender it is; 0 if that is not known. */
    long install() {
        return install;
    }

    long cseq() {
        return cseq;
    }

    /** It is the message with this ID. */
    ChatLine named(long byInstall, long underCseq) {
        install = byInstall;
        cseq = underCseq;
        return this;
    }

    /** As it was when it was remembered. */
    void restore(long inHistory, long byInstall, long underCseq, Tick at) {
        number = inHistory;
        named(byInstall, underCseq);
        tick = at;
    }

    /** The node has it, under this ID. */
    void stored(long byInstall, long underCseq) {
        named(byInstall, underCseq);
        come(Tick.STORED);
    }

    void failed() {
        tick = Tick.FAILED;
    }

    /** Whether it is a message to {@code peer} from this device of the user, up to {@code upTo}. */
    boolean sentBy(long install, String peer, long upTo) {
        return (kind == Kind.OUT || kind == Kind.OWN)
                && cseq > 0
                && this.install == install
                && this.peer.equals(peer)
                && cseq <= upTo;
    }

    boolean is(long cseq) {
        return this.cseq == cseq;
    }

    /** It has come at least this far; whether that is news. */
    boolean come(Tick at) {
        boolean further = tick != Tick.FAILED && at.compareTo(tick) > 0;
        tick = further ? at : tick;
        return further;
    }
}
