@NullMarked
package dev.carillon.node.admin;

import org.jspecify.annotations.NullMarked;
