/**
 * The admin service: {@link dev.carillon.node.admin.AdminServer} answers operators over gRPC,
 * {@link dev.carillon.node.admin.OperatorCheck} lets nobody else in, {@link dev.carillon.node.admin.AdminAnswers} says what
 * {@link dev.carillon.node.admin.NodeFacts} and the loops know. {@link dev.carillon.node.admin.StateDigests} has states summed up
 * off the loops, {@link dev.carillon.node.admin.ClientTaps} lets an operator record what clients say. protocol-spec/ADMIN.md has what may be asked.
 *
 * <p>May touch: gRPC and the generated {@code dev.carillon.admin.v1}, tokens, {@code session}, {@code cluster}, {@code peer},
 * {@code ring}.
 */
@NullMarked
package dev.carillon.node.admin;

import org.jspecify.annotations.NullMarked;
