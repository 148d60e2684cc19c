@NullMarked
package dev.carillon.node.runtime;

import org.jspecify.annotations.NullMarked;
