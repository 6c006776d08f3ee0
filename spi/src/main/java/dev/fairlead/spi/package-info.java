/**
 * The contract between applications and container runtimes: how a runtime is found, opened, asked
 * what it can do, and driven. Nothing here depends on any one runtime, and nothing here blocks.
 *
 * <p>Nothing is passed over in silence. A field of a specification that a runtime cannot keep is
 * told by {@link Plan} and refused; an option of any other call that it cannot honour is refused at
 * that call by the {@link Capability} it needs, before any request is sent.
 */
@NullMarked
package dev.fairlead.spi;

import org.jspecify.annotations.NullMarked;
