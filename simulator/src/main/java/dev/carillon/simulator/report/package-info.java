/**
 * What an instrument found, as values, and how it is written for scripts: {@link dev.carillon.simulator.report.Report}
 * is what {@code report.render} turns into a page, into JUnit XML and into JSON. Pure values and text; any thread.
 */
@NullMarked
package dev.carillon.simulator.report;

import org.jspecify.annotations.NullMarked;
