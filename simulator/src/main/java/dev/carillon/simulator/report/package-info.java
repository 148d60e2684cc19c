/** How results are written for scripts. Pure text; any thread. */
@NullMarked
package dev.carillon.simulator.report;

import org.jspecify.annotations.NullMarked;
