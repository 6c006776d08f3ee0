/** What containers use, by the metrics API of clusters that have one. */
@NullMarked
package dev.fairlead.kubernetes.metrics;

import org.jspecify.annotations.NullMarked;
