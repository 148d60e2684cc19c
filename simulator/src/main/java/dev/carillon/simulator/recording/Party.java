package dev.carillon.simulator.recording;

/**
 * One end of a recorded connection: whose device spoke on it.
 *
 * @param connection tells this connection from all others of the recording, from 1
 * @param user the device's user
 * @param install the device among those of its user
 */
public record Party(long connection, String user, long install) {}
