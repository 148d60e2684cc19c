package dev.carillon.simulator.scenario;

/**
 * How long texts are, in bytes.
 *
 * @param chat lengths of a public chat's texts, with a median of 39; then the bounds are without meaning
 * @param least drawn evenly from here
 * @param most to here
 */
public record Sizes(boolean chat, int least, int most) {
    public static final Sizes CHAT = new Sizes(true, 0, 0);
}
