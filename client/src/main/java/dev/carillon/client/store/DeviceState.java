package dev.carillon.client.store;

import java.util.List;

/**
 * What a {@link DeviceStore} held when it was opened.
 *
 * @param install the install ID, random, chosen once; meaningless if {@code fresh}
 * @param history the history that the sequences count in, from 1; 0 if no node has named one yet
 * @param nextCseq the sequence of the next new send, from 1
 * @param cursor the inbox sequence up to which everything was taken over; 0 for none
 * @param unsettled sends without an answer yet, contiguous, ending at {@code nextCseq - 1}
 * @param fresh whether this is a device without a past, which enrols
 */
public record DeviceState(
        long install, long history, long nextCseq, long cursor, List<StoredSend> unsettled, boolean fresh) {
    /** A device without a past. */
    public static final DeviceState FRESH = new DeviceState(0, 0, 1, 0, List.of(), true);

    public DeviceState {
        unsettled = List.copyOf(unsettled);
    }
}
