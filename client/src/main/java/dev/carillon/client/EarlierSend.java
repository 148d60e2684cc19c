package dev.carillon.client;

import dev.carillon.client.store.StoredSend;
import java.util.ArrayList;
import java.util.List;

/** A send of an earlier process, which the store had kept, and what is becoming of it. */
record EarlierSend(StoredSend stored, PendingSend pending) {
    /** Two lists of the same sends as one. */
    static List<EarlierSend> of(List<PendingSend> pending, List<StoredSend> stored) {
        List<EarlierSend> earlier = new ArrayList<>();
        for (int i = 0; i < stored.size(); i++) {
            earlier.add(new EarlierSend(stored.get(i), pending.get(i)));
        }
        return earlier;
    }
}
