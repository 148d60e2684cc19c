@NullMarked
package dev.carillon.client.runtime;

import org.jspecify.annotations.NullMarked;
