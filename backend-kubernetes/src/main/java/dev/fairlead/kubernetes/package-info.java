/**
 * Kubernetes: a container is a pod, by way of the API server of a cluster. See the decisions 0100
 * and following.
 */
@NullMarked
package dev.fairlead.kubernetes;

import org.jspecify.annotations.NullMarked;
