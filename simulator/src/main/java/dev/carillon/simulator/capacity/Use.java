package dev.carillon.simulator.capacity;

/**
 * What a node uses of its machine.
 *
 * @param cpu microseconds of CPU per second
 * @param memory bytes
 * @param disk bytes
 * @param network bits per second, in the busier direction
 */
public record Use(double cpu, double memory, double disk, double network) {
    public double of(Resource resource) {
        return switch (resource) {
            case CPU -> cpu;
            case MEMORY -> memory;
            case DISK -> disk;
            case NETWORK -> network;
        };
    }

    /** As a share of what the machine has; 1 is all of it. */
    public double share(Resource resource, Machine machine) {
        return of(resource) / machine.of(resource);
    }
}
