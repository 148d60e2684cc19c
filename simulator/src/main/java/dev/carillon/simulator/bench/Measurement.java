package dev.carillon.simulator.bench;

import dev.carillon.simulator.bench.load.LoadException;

/** One of the measurements that {@code carillon bench} knows. */
interface Measurement {
    /** Takes its figures to the bench's report. */
    void measure(Bench bench) throws InterruptedException;

    /**
     * Runs measurements as one command: exit status 0; 1 if something that must be 0 was not, or the load did not come
     * to its end; 2 if the options make no sense.
     */
    static int run(BenchOptions options, Measurement... measurements) {
        try {
            Bench bench = new Bench(options, System.out, System.err);
            for (Measurement measurement : measurements) {
                measurement.measure(bench);
            }
            bench.report().end();
            return Warnings.failed(bench.report().rows()) ? 1 : 0;
        } catch (LoadException e) {
            System.err.println("bench: " + e.getMessage());
            return 1;
        } catch (BenchException e) {
            System.err.println("bench: " + e.getMessage());
            return 2;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return 1;
        }
    }
}
