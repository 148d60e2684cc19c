/**
 * A node's configuration: one table of {@link dev.carillon.node.config.Setting}s from which parsing, checking, the
 * reference file, environment names and documentation derive.
 *
 * <p>Precedence, lowest first: default, file, environment ({@code CARILLON_…}), command line. Every effective value
 * knows where it came from; every problem knows its file, line and column.
 *
 * <p>Single-threaded, at start only; {@link dev.carillon.node.config.Config} is immutable. May touch the YAML parser;
 * reads no file and no environment by itself.
 */
@NullMarked
package dev.carillon.node.config;

import org.jspecify.annotations.NullMarked;
