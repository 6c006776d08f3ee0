/**
 * The files of a directory as the context of a build, without those that {@code .dockerignore}
 * names.
 */
@NullMarked
package dev.fairlead.engine.context;

import org.jspecify.annotations.NullMarked;
