/**
 * The users of a run and their clients: who is online, how much each has on its way, which send stood for which row.
 * Clients call back on threads of their own; everything else is for the thread that sends.
 */
@NullMarked
package dev.carillon.simulator.users;

import org.jspecify.annotations.NullMarked;
