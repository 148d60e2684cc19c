package dev.carillon.simulator.scenario;

/**
 * When users are connected: always, or in sessions of exponentially drawn lengths. Whoever writes opens the application.
 *
 * @param sessionNs mean length of a session; 0 for always
 * @param awayNs mean time between two sessions
 */
public record Presence(long sessionNs, long awayNs) {
    public static final Presence ALWAYS = new Presence(0, 0);

    public boolean isAlways() {
        return sessionNs == 0;
    }
}
