/**
 * The contract between applications and container runtimes: how a runtime is found, opened, asked
 * what it can do, and driven. Nothing here depends on any one runtime, and nothing here blocks.
 */
@NullMarked
package dev.fairlead.spi;

import org.jspecify.annotations.NullMarked;
