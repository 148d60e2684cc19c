package dev.carillon.simulator.capacity;

import java.util.Map;

/**
 * How much of a machine is to stay free.
 *
 * @param free share of each resource that is free at the peak, with all nodes well
 * @param afterDeath share of each resource that may be used at most when a node, or a zone, has just died at the peak
 */
public record HeadRoom(Map<Resource, Double> free, double afterDeath) {
    public HeadRoom {
        free = Map.copyOf(free);
        if (!(afterDeath > 0 && afterDeath <= 1)) {
            throw new PlanException("--after-death is above 0 and at most 100%");
        }
        free.forEach((resource, share) -> {
            if (!(share >= 0 && share < 1)) {
                throw new PlanException("head room for " + resource.label() + " is from 0 to less than 100%");
            }
        });
    }

    /** Share that may be used when all nodes are well. */
    double allowed(Resource resource) {
        return 1 - free.getOrDefault(resource, 0.0);
    }
}
