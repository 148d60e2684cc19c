/**
 * What a device must not forget: its install ID, the sends that are not acked yet, the inbox position. One small port,
 * one implementation in memory and one in a journal file. Called on the client's loop only.
 */
@NullMarked
package dev.carillon.client.store;

import org.jspecify.annotations.NullMarked;
