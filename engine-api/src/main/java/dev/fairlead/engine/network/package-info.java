/** Networks of a daemon that speaks the Engine API, and who is connected to them. */
@NullMarked
package dev.fairlead.engine.network;

import org.jspecify.annotations.NullMarked;
