package dev.carillon.simulator.load;

/**
 * One second of a run, all generators together.
 *
 * @param second since the beginning, from 0
 * @param phase the name of the phase at its end
 * @param asked messages that were due in it
 * @param acked in it
 * @param delivered in it
 * @param connected users at its end
 * @param busiest share of it in which the busiest thread of any generator used a core
 * @param occupied share of it in which one used a core or waited for one
 * @param lagP99Ms by how much the generators were late
 */
public record Second(
        int second,
        String phase,
        long asked,
        long acked,
        long delivered,
        int connected,
        double busiest,
        double occupied,
        double lagP99Ms,
        Quantiles deliver,
        Quantiles ack) {}
