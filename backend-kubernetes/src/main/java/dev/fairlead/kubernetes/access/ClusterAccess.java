package dev.fairlead.kubernetes.access;

import dev.fairlead.transport.http.HttpAddress;
import java.net.URI;
import java.util.Objects;
import java.util.Optional;

/**
 * How one API server is entered.
 *
 * @param server its address as it was written
 * @param address where to connect to
 * @param credentials what requests show
 * @param namespace the namespace that is meant where none is named
 * @param context name of the context of a kubeconfig; empty inside of a cluster
 * @param source what told all this, for people, for example {@code context kind-dev of
 *     /home/me/.kube/config}
 */
public record ClusterAccess(
    URI server,
    HttpAddress address,
    Credentials credentials,
    String namespace,
    Optional<String> context,
    String source) {

  /** Checks that no part is null. */
  public ClusterAccess {
    Objects.requireNonNull(server, "server");
    Objects.requireNonNull(address, "address");
    Objects.requireNonNull(credentials, "credentials");
    Objects.requireNonNull(namespace, "namespace");
    Objects.requireNonNull(context, "context");
    Objects.requireNonNull(source, "source");
  }

  /**
   * What stands before each path, for servers behind a gateway.
   *
   * @return for example {@code /k8s/clusters/c-1}; empty for nothing
   */
  public String pathPrefix() {
    String path = server.getPath() == null ? "" : server.getPath();
    return path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
  }
}
