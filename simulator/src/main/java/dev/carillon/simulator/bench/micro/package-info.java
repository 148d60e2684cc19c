/**
 * JMH benchmarks of the pieces that every message passes: codec, log, overlay, ring. Run by {@code carillon bench
 * micro}; each benchmark says in its Javadoc what one operation is.
 */
@NullMarked
package dev.carillon.simulator.bench.micro;

import org.jspecify.annotations.NullMarked;
