package dev.carillon.ring.picture;

import java.util.Locale;

/** Colours for nodes: neighbours in the list, who share a zone, are near in hue and differ in lightness. */
final class Palette {
    private static final double[] LIGHTNESS = {0.46, 0.62, 0.74};

    private Palette() {}

    /** For SVG, as {@code #rrggbb}. */
    static String hex(int place, int of) {
        int[] rgb = rgb(place, of);
        return String.format(Locale.ROOT, "#%02x%02x%02x", rgb[0], rgb[1], rgb[2]);
    }

    /** The nearest of the 6 x 6 x 6 colours that terminals know. */
    static int terminal(int place, int of) {
        int[] rgb = rgb(place, of);
        return 16 + 36 * level(rgb[0]) + 6 * level(rgb[1]) + level(rgb[2]);
    }

    private static int level(int channel) {
        return (int) Math.round(channel / 51.0);
    }

    private static int[] rgb(int place, int of) {
        double hue = (210 + 360.0 * place / of) % 360;
        double lightness = LIGHTNESS[place % LIGHTNESS.length];
        double chroma = (1 - Math.abs(2 * lightness - 1)) * 0.62;
        int[] rgb = new int[3];
        for (int channel = 0; channel < 3; channel++) {
            double sixth = ((hue / 60 + 6 - 2 * channel) % 6 + 6) % 6;
            double part = Math.max(0, Math.min(1, Math.abs(sixth - 3) - 1));
            rgb[channel] = (int) Math.round(255 * (lightness + chroma * (part - 0.5)));
        }
        return rgb;
    }
}
