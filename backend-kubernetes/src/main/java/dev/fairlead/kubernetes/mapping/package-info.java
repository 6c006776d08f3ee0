/**
 * What a container's specification becomes in a cluster: names, labels, a pod, its secrets, a plan.
 */
@NullMarked
package dev.fairlead.kubernetes.mapping;

import org.jspecify.annotations.NullMarked;
