/** Log, overlay and engine as one, in a process that is killed. */
@NullMarked
package dev.carillon.storage.kill;

import org.jspecify.annotations.NullMarked;
