/**
 * Files between this machine and a container, as tar archives that are packed and unpacked while
 * they are on their way. What unpacks trusts no archive: nothing outside of the target is touched.
 */
@NullMarked
package dev.fairlead.app.copy;

import org.jspecify.annotations.NullMarked;
