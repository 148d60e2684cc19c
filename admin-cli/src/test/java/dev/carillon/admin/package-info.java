/** Tests of the operator's commands, run as a shell would run them. */
@NullMarked
package dev.carillon.admin;

import org.jspecify.annotations.NullMarked;
