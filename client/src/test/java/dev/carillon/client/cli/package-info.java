@NullMarked
package dev.carillon.client.cli;

import org.jspecify.annotations.NullMarked;
