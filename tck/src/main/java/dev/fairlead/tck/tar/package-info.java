/** Small tar archives in memory, for the contract of files and for the fake backend. */
@NullMarked
package dev.fairlead.tck.tar;

import org.jspecify.annotations.NullMarked;
