@NullMarked
package dev.carillon.client.store;

import org.jspecify.annotations.NullMarked;
