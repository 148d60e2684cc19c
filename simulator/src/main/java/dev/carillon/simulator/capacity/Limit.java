package dev.carillon.simulator.capacity;

/**
 * How far a cluster's users can grow until it is full in one way.
 *
 * @param resource which runs out
 * @param afterDeath whether what runs out is what the others need when a node dies
 * @param factor so many times the users; below 1 if it is too full already
 */
public record Limit(Resource resource, boolean afterDeath, double factor) {
    /** For people. */
    public String label() {
        return resource.label() + (afterDeath ? " after a death" : "");
    }
}
