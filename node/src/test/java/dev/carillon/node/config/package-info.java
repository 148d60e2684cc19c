/** Tests of parsing, checking and precedence of the configuration. */
@NullMarked
package dev.carillon.node.config;

import org.jspecify.annotations.NullMarked;
