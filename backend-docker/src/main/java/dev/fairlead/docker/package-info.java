/**
 * The Docker backend: finds every Docker Engine that this machine knows of, tells what is wrong
 * with those that do not answer, and opens one.
 */
@NullMarked
package dev.fairlead.docker;

import org.jspecify.annotations.NullMarked;
