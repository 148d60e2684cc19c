/** Tests of the log. */
@NullMarked
package dev.carillon.storage.log;

import org.jspecify.annotations.NullMarked;
