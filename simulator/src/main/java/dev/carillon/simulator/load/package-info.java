/**
 * Open load on a live cluster: what a scenario draws (who writes to whom, when, who is there), the generators that do it with
 * real clients whether or not answers come, what is measured, and the verdict. A generator has one thread that keeps the
 * schedule and one that lets users come and go; clients call back on threads of their own. May touch the network, child
 * processes and the files that it is given.
 */
@NullMarked
package dev.carillon.simulator.load;

import org.jspecify.annotations.NullMarked;
