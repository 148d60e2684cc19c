package dev.carillon.simulator.promises;

import java.util.List;

/**
 * What a run showed of one promise.
 *
 * @param looked how much was looked at; what it counts is the check's to say
 * @param against how much of it broke the promise
 * @param named the first few of those, a sentence each
 */
public record Seen(long looked, long against, List<String> named) {
    public Seen {
        named = List.copyOf(named);
    }
}
