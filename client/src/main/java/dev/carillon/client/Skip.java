package dev.carillon.client;

import dev.carillon.protocol.SkipReason;

/**
 * Inbox sequences that will not come: {@code fromSeq} to {@code nextSeq − 1}. {@code ACKED} is no loss (this device, or
 * for a new device another one, had taken them over); the other reasons mean that messages were dropped.
 */
public record Skip(SkipReason reason, long fromSeq, long nextSeq) {}
