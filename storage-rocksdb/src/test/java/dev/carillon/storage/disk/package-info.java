/** Tests of the disk that keeps only its promises. */
@NullMarked
package dev.carillon.storage.disk;

import org.jspecify.annotations.NullMarked;
