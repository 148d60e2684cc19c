package dev.carillon.node.peer;

import java.time.Duration;

/**
 * When links act.
 *
 * @param ping between two pings of each end
 * @param silence after which an end that heard nothing gives the stream up
 * @param handshake for connecting and being welcomed
 * @param backOffMin before the first repeated attempt; doubles, with jitter
 * @param backOffMax the longest wait between attempts
 * @param mailboxRetry before a frame that found a full mailbox is offered again
 * @param notice between two log lines about the same trouble
 */
public record PeerTimes(
        Duration ping,
        Duration silence,
        Duration handshake,
        Duration backOffMin,
        Duration backOffMax,
        Duration mailboxRetry,
        Duration notice) {
    public static final PeerTimes DEFAULT = new PeerTimes(
            Duration.ofMillis(250),
            Duration.ofSeconds(3),
            Duration.ofSeconds(5),
            Duration.ofMillis(50),
            Duration.ofSeconds(5),
            Duration.ofMillis(1),
            Duration.ofSeconds(60));
}
