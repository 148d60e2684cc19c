/**
 * Writes a report: as a page that opens from disk and loads nothing, as JUnit XML, as JSON. What people named is data
 * everywhere here, and is escaped where it is written. Any thread; touches only the file it is told to write.
 */
@NullMarked
package dev.carillon.simulator.report.render;

import org.jspecify.annotations.NullMarked;
