package dev.carillon.simulator.faults;

import dev.carillon.simulator.process.NodeStartException;
import dev.carillon.simulator.process.RingOperator.RingException;
import java.io.IOException;

/** One fault: does it, sees that it really happened, takes it back, and waits until users are served again. */
interface Fault {
    /**
     * @return what happened, for people
     * @throws FaultException if it did not happen, or users were not served again in time
     */
    String strike(Testbed bed)
            throws FaultException, RingException, NodeStartException, IOException, InterruptedException;
}
