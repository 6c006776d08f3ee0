/**
 * A container runtime that exists in memory only: it passes the kit, can be told to fail, to delay
 * and to cut its streams, and so serves the tests of applications too.
 *
 * <pre>{@code
 * VirtualTimeScheduler time = VirtualTimeScheduler.create();
 * FakeBackend backend = FakeBackend.builder()
 *     .scheduler(time)
 *     .program("server", process -> process.print("ready\n").then(process.untilSignalled()))
 *     .build();
 * backend.faults().fail("start", 2, () -> new IllegalStateException("out of luck"));
 * }</pre>
 *
 * <p>Containers execute virtual processes: registered {@linkplain dev.fairlead.tck.fake.FakeProgram
 * programs}, or scripts for {@code sh -c} in the small part of the POSIX shell that {@link
 * dev.fairlead.tck.fake.FakeShell} understands. All time comes from one scheduler, so that with a
 * virtual one nothing depends on the clock.
 */
@NullMarked
package dev.fairlead.tck.fake;

import org.jspecify.annotations.NullMarked;
