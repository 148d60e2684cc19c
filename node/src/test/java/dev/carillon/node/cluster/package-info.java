@NullMarked
package dev.carillon.node.cluster;

import org.jspecify.annotations.NullMarked;
