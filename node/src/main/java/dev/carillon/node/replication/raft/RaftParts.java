package dev.carillon.node.replication.raft;

import java.util.Random;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * What the assembly gives to the engine of each loop.
 *
 * @param random asked once per loop
 * @param engineErrors how many errors the engine has logged on the calling thread: it goes on after them, half changed
 */
public record RaftParts(Supplier<Random> random, LongSupplier engineErrors, RaftOptions options) {}
