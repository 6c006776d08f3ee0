/**
 * The contract of {@link dev.fairlead.spi} as tests: one abstract class for each feature, which a
 * backend extends and gives a {@link dev.fairlead.tck.ContractSubject}.
 *
 * <p>A backend passes by keeping the rules, or by declaring less: what its {@link
 * dev.fairlead.spi.Capabilities} do not declare is skipped with a message that begins {@code not
 * declared: }, and only that. {@link dev.fairlead.tck.CapabilityContract} in turn checks that
 * whatever is not declared is refused.
 *
 * <p>The classes are flat, without nested ones, so that a report names the backend and the feature
 * of each test.
 */
@NullMarked
package dev.fairlead.tck;

import org.jspecify.annotations.NullMarked;
