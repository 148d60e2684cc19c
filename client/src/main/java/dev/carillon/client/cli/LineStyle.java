package dev.carillon.client.cli;

import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import org.jline.utils.AttributedString;
import org.jline.utils.AttributedStringBuilder;
import org.jline.utils.AttributedStyle;

/** How a chat's lines look: {@code 14:02 bob: hi} and {@code 14:03 → bob: hello ✓✓}. */
final class LineStyle {
    private static final AttributedStyle DIM = AttributedStyle.DEFAULT.faint();
    private static final AttributedStyle READ = AttributedStyle.BOLD.foreground(AttributedStyle.CYAN);
    private static final AttributedStyle FAILED = AttributedStyle.BOLD.foreground(AttributedStyle.RED);
    private static final int NOTE_INDENT = 2;
    private static final int MESSAGE_INDENT = 8;
    private static final int[] COLOURS = {
        AttributedStyle.GREEN,
        AttributedStyle.YELLOW,
        AttributedStyle.BLUE,
        AttributedStyle.MAGENTA,
        AttributedStyle.CYAN
    };

    private final DateTimeFormatter clock;

    LineStyle(ZoneId zone) {
        this.clock = DateTimeFormatter.ofPattern("HH:mm").withZone(zone);
    }

    /** Where the text begins, for the rows after the first. */
    static int indent(ChatLine line) {
        return line.isSaid() ? MESSAGE_INDENT : NOTE_INDENT;
    }

    AttributedString line(ChatLine line) {
        AttributedStringBuilder out = new AttributedStringBuilder();
        if (line.kind() == ChatLine.Kind.NOTE) {
            return out.styled(DIM, "— " + line.text()).toAttributedString();
        }
        if (line.kind() == ChatLine.Kind.DAY) {
            return out.styled(DIM, "— " + line.text() + " —").toAttributedString();
        }
        out.styled(DIM, clock.format(Instant.ofEpochMilli(line.timeMs())) + " ");
        switch (line.kind()) {
            case OUT -> out.styled(DIM, "→ ");
            case OWN -> out.styled(DIM, "⇢ ");
            default -> out.append("  ");
        }
        out.styled(name(line.peer()), line.peer()).append(": ").append(line.text());
        if (line.tick() != ChatLine.Tick.NONE) {
            out.append(' ').styled(tick(line.tick()), line.tick().sign());
        }
        return out.toAttributedString();
    }

    private static AttributedStyle name(String peer) {
        return AttributedStyle.BOLD.foreground(COLOURS[Math.floorMod(peer.hashCode(), COLOURS.length)]);
    }

    private static AttributedStyle tick(ChatLine.Tick tick) {
        return switch (tick) {
            case READ -> READ;
            case FAILED -> FAILED;
            default -> DIM;
        };
    }
}
