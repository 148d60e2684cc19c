package dev.carillon.simulator.seeds.promises;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A promise of the design that a run has seen broken.
 *
 * @param name of the promise, as in the design
 * @param what was seen
 * @param message the text of the message concerned; empty if it is about none
 */
public record BrokenPromise(String name, String what, String message) {
    private static final Pattern NUMBER = Pattern.compile("m(\\d+)>.*");

    /** The number of the message concerned in its run, from 1; 0 if it is about none. */
    public long number() {
        Matcher found = NUMBER.matcher(message);
        return found.matches() ? Long.parseLong(found.group(1)) : 0;
    }

    @Override
    public String toString() {
        return name + ": " + what;
    }
}
