/** What becomes of a specification: a plan, the arguments of a call, a container. */
@NullMarked
package dev.fairlead.apple.making;

import org.jspecify.annotations.NullMarked;
