/**
 * Calls of the command against an engine that is made up, so that Java can lay out beforehand what
 * such calls need.
 */
@NullMarked
package dev.fairlead.app.rehearsal;

import org.jspecify.annotations.NullMarked;
