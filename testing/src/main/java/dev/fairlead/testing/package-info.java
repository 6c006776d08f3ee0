/**
 * What the tests of every module share: the watch for blocking calls, the seed of the test order,
 * and the test that proves the watch is on. A module takes part by depending on this one in test
 * scope.
 */
@NullMarked
package dev.fairlead.testing;

import org.jspecify.annotations.NullMarked;
