/**
 * A bench for faults: a proxy on a Unix socket whose connections fail as a test says, and a daemon
 * that keeps to a script. Made of blocking sockets and threads of its own, which end with it.
 */
@NullMarked
package dev.fairlead.testbed;

import org.jspecify.annotations.NullMarked;
