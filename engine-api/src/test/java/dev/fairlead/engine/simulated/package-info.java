/**
 * A Docker Engine in virtual time: it keeps containers, executed commands, logs and images, whose
 * true fate a test can look up, and its answers meet with faults that a seed decides.
 */
package dev.fairlead.engine.simulated;
