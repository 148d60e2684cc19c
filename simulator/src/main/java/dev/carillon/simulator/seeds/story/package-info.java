/**
 * What happened in a run, for people: {@link dev.carillon.simulator.seeds.story.Story} keeps it in order, and
 * {@link dev.carillon.simulator.seeds.story.MessageWatch} follows one message through the nodes and draws where it is. Looks at
 * nodes and changes nothing: a run that is told is the run that is not. Kept only when somebody asks. One thread.
 */
@NullMarked
package dev.carillon.simulator.seeds.story;

import org.jspecify.annotations.NullMarked;
