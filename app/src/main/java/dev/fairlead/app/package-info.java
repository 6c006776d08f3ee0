/**
 * The {@code fairlead} command: one class for each subcommand, the syntax that a user's fingers
 * know from docker, and nothing that an application would want to call.
 */
@NullMarked
package dev.fairlead.app;

import org.jspecify.annotations.NullMarked;
