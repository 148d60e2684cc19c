package dev.carillon.simulator.recording.scrub;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.agrona.collections.Long2LongHashMap;

/**
 * What the first reading learns of the texts: how often each word is there, what follows it, and which words must not be in
 * what is made. Words are numbered from 1; 0 is the beginning of a text. One thread.
 */
final class Vocabulary {
    /** A word of fewer characters tells nothing. */
    static final int TELLING = 4;

    /** Different pairs of words that are counted, so that memory has a limit; later ones are not. */
    private static final int PAIRS_MAX = 3_000_000;

    private static final int WORDS_MAX = 3_000_000;
    private static final int TRIPLES_MAX = 6_000_000;

    private final Map<String, Integer> numbers = new HashMap<>();
    private final List<String> words = new ArrayList<>(List.of(""));
    private final List<Integer> counts = new ArrayList<>(List.of(0));
    private final Map<Long, Integer> pairs = new HashMap<>();
    /** By {@link #triple}. */
    private final Long2LongHashMap triples = new Long2LongHashMap(0);

    private final Set<String> telling = new HashSet<>();
    private int longestTelling;

    /** A user's name: not to be found in what is made, as a whole or its words. */
    void name(String name) {
        tell(name.toLowerCase(Locale.ROOT));
        byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
        for (int at = 0; at < bytes.length; ) {
            int end = Words.end(bytes, at, bytes.length);
            if (Words.isPart(bytes[at])) {
                tell(spelt(bytes, at, end).toLowerCase(Locale.ROOT));
            }
            at = end;
        }
    }

    void text(byte[] text, int from, int to) {
        int beforeIt = 0;
        int before = 0;
        for (int at = from; at < to; ) {
            int end = Words.end(text, at, to);
            if (Words.isPart(text[at])) {
                int word = count(before, spelt(text, at, end));
                count(beforeIt, before, word);
                beforeIt = before;
                before = word;
            }
            at = end;
        }
    }

    /** Byte for byte, so that lengths are bytes. */
    static String spelt(byte[] text, int from, int to) {
        return new String(text, from, to - from, StandardCharsets.ISO_8859_1);
    }

    private int count(int before, String word) {
        tell(word.toLowerCase(Locale.ROOT));
        Integer known = numbers.get(word);
        if (known == null) {
            if (words.size() >= WORDS_MAX) {
                return 0;
            }
            known = words.size();
            numbers.put(word, known);
            words.add(word);
            counts.add(0);
        }
        counts.set(known, counts.get(known) + 1);
        long pair = (long) before << 32 | known;
        if (pairs.size() < PAIRS_MAX || pairs.containsKey(pair)) {
            pairs.merge(pair, 1, Integer::sum);
        }
        return known;
    }

    private void count(int beforeIt, int before, int word) {
        long triple = triple(beforeIt, before, word);
        long known = triples.get(triple);
        if (known > 0 || triples.size() < TRIPLES_MAX) {
            triples.put(triple, known + 1);
        }
    }

    /** Stands for three words one after the other; two that have the same, one in 2⁶⁴, are only counted together. */
    private static long triple(int first, int second, int third) {
        long mixed = ((first * 0x9E3779B97F4A7C15L) ^ second) * 0xBF58476D1CE4E5B9L;
        return ((mixed ^ mixed >>> 29) + third) * 0x94D049BB133111EBL;
    }

    private void tell(String word) {
        if (word.length() >= TELLING && telling.add(word)) {
            longestTelling = Math.max(longestTelling, word.length());
        }
    }

    /** Whether one of the words is anywhere in this. */
    boolean isTold(String made) {
        String plain = made.toLowerCase(Locale.ROOT);
        for (int from = 0; from + TELLING <= plain.length(); from++) {
            int last = Math.min(plain.length(), from + longestTelling);
            for (int to = from + TELLING; to <= last; to++) {
                if (telling.contains(plain.substring(from, to))) {
                    return true;
                }
            }
        }
        return false;
    }

    /** Words there are, counted from 1. */
    int size() {
        return words.size() - 1;
    }

    String word(int number) {
        return words.get(number);
    }

    int count(int number) {
        return counts.get(number);
    }

    /**
     * How likely a word is to come after two others, 0 to 1: in how many of the <em>other</em> places where those two are it
     * follows; where they are nowhere else, in how many of the other places of the second one; 0 if that is nowhere else, too.
     */
    double share(String beforeIt, String before, String next) {
        int first = number(beforeIt);
        int second = number(before);
        int third = number(next);
        int both = pairs.getOrDefault((long) first << 32 | second, 0);
        if (both > 1) {
            return (double) (triples.get(triple(first, second, third)) - 1) / (both - 1);
        }
        int one = counts.get(second);
        return one > 1 ? (double) (pairs.getOrDefault((long) second << 32 | third, 0) - 1) / (one - 1) : 0;
    }

    private int number(String word) {
        return numbers.getOrDefault(word, 0);
    }

    /** How often the second word (low 32 bits) followed the first. */
    Map<Long, Integer> pairs() {
        return pairs;
    }
}
