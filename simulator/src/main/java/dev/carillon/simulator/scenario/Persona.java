package dev.carillon.simulator.scenario;

import org.jspecify.annotations.Nullable;

/**
 * What a kind of user does.
 *
 * @param users how many there are
 * @param weight of each in the draw of who begins a talk; 0 for those who never do
 * @param talk messages of a talk on average, both sides together; at least 1
 * @param think how long somebody takes from one message of a talk to their next
 * @param size of a text
 * @param contacts how many others each one writes to
 * @param skew of the contacts (Zipf): 0 writes to all alike, 1 to the second half as often as to the first
 * @param to the persona whose users the contacts are; null for everybody
 * @param secondDevice share of the users with a second device
 * @param receipts share of the messages that ask for receipts
 * @param reads share of the messages that are read, by those with a second device
 * @param online when they are connected
 * @param network the quality of their network; null for the plain one
 */
public record Persona(
        int users,
        double weight,
        double talk,
        Spread think,
        Sizes size,
        int contacts,
        double skew,
        @Nullable String to,
        double secondDevice,
        double receipts,
        double reads,
        Presence online,
        @Nullable String network) {}
