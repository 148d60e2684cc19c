@NullMarked
package dev.carillon.node.tunnel;

import org.jspecify.annotations.NullMarked;
