/**
 * The commands {@code chat}, {@code send} and {@code receive}. {@link dev.carillon.client.cli.ClientMain} is the main
 * class; a command uses the client library as any application does. The only package of this module that touches the
 * terminal, the environment and the process's exit status.
 */
@NullMarked
package dev.carillon.client.cli;

import org.jspecify.annotations.NullMarked;
