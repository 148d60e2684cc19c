/**
 * How to get from one partition map to another: {@link dev.carillon.ring.plan.Change}s say what an operator wants,
 * {@link dev.carillon.ring.plan.Planner} turns them into a {@link dev.carillon.ring.plan.Plan}, which is data: steps in
 * order, limits, bytes, predicted time and typed {@link dev.carillon.ring.plan.Warning}s. Each step makes the next valid
 * map; after any of them a plan may be dropped and another made from where things stand. Nothing here carries a plan
 * out. Pure functions and immutable values; any thread.
 */
@NullMarked
package dev.carillon.ring.plan;

import org.jspecify.annotations.NullMarked;
