package dev.carillon.simulator.recording.scrub;

import dev.carillon.simulator.recording.Party;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Predicate;

/**
 * Other names for users and devices: the same for the same one, spread over the partitions like any names. A pseudonym has
 * no vowels, so that it is no word by chance, and as many bytes as the name, but at least {@link #SHORTEST}, so that no two
 * users get the same. One thread.
 */
final class Pseudonyms {
    /** 14 of 27 characters are 66 bits. */
    static final int SHORTEST = 15;

    static final String LETTERS = "bcdfghjklmnpqrstvwxz2456789";

    private final ScrubKey key;
    private final Predicate<String> tells;
    private final Map<String, String> users = new HashMap<>();

    /** @param tells whether a text contains something of the original; another pseudonym is drawn then */
    Pseudonyms(ScrubKey key, Predicate<String> tells) {
        this.key = key;
        this.tells = tells;
    }

    String user(String name) {
        return users.computeIfAbsent(name, this::draw);
    }

    private String draw(String name) {
        byte[] utf8 = name.getBytes(StandardCharsets.UTF_8);
        String drawn = spell("user", utf8);
        for (int again = 1; tells.test(drawn); again++) {
            drawn = spell("user " + again, utf8);
        }
        return drawn;
    }

    private String spell(String purpose, byte[] utf8) {
        int length = Math.max(SHORTEST, utf8.length);
        StringBuilder spelt = new StringBuilder("u");
        for (int part = 0; spelt.length() < length; part++) {
            for (byte b : key.stands(purpose + "/" + part, utf8)) {
                // 243 is nine times the letters: what is above would make some of them likelier.
                if ((b & 0xFF) < 243 && spelt.length() < length) {
                    spelt.append(LETTERS.charAt((b & 0xFF) % LETTERS.length()));
                }
            }
        }
        return spelt.toString();
    }

    long install(long install) {
        return key.number(
                "install", ByteBuffer.allocate(Long.BYTES).putLong(install).array());
    }

    Party party(Party party) {
        return new Party(party.connection(), user(party.user()), install(party.install()));
    }
}
