/** Containers that are Deployments: they outlive their process, their pod and their node. */
@NullMarked
package dev.fairlead.kubernetes.workload;

import org.jspecify.annotations.NullMarked;
