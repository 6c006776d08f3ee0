/** Tests of what is looked for, and of what is said when it is ill. */
package dev.fairlead.engine.probe;
