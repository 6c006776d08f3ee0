/**
 * Where a cluster is and how it is entered: kubeconfig files, service accounts inside of a cluster,
 * certificates, tokens, credential plugins and proxies.
 */
@NullMarked
package dev.fairlead.kubernetes.access;

import org.jspecify.annotations.NullMarked;
