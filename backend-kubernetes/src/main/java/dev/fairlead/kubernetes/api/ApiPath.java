package dev.fairlead.kubernetes.api;

import java.util.Objects;
import java.util.Optional;

/**
 * Which resource of the API is meant, see "Kubernetes API Concepts", resource URIs.
 *
 * @param group the API group; empty text for the core group
 * @param version its version, for example {@code v1}
 * @param namespace the namespace; empty for resources of the whole cluster
 * @param resource the plural name, for example {@code pods}
 * @param name name of one object; empty for the collection
 * @param subresource for example {@code log}; empty for the object itself
 */
public record ApiPath(
    String group,
    String version,
    Optional<String> namespace,
    String resource,
    Optional<String> name,
    Optional<String> subresource) {

  /** Checks that no part is null, and that only an object has a subresource. */
  public ApiPath {
    Objects.requireNonNull(group, "group");
    Objects.requireNonNull(version, "version");
    Objects.requireNonNull(namespace, "namespace");
    Objects.requireNonNull(resource, "resource");
    if (subresource.isPresent() && name.isEmpty()) {
      throw new IllegalArgumentException("a subresource belongs to a named object");
    }
  }

  /**
   * A collection of the core group in a namespace.
   *
   * @param namespace the namespace
   * @param resource the plural name
   * @return the collection
   */
  public static ApiPath core(String namespace, String resource) {
    return new ApiPath(
        "", "v1", Optional.of(namespace), resource, Optional.empty(), Optional.empty());
  }

  /**
   * A collection of another group in a namespace.
   *
   * @param group the group
   * @param version its version
   * @param namespace the namespace
   * @param resource the plural name
   * @return the collection
   */
  public static ApiPath ofGroup(String group, String version, String namespace, String resource) {
    return new ApiPath(
        group, version, Optional.of(namespace), resource, Optional.empty(), Optional.empty());
  }

  /**
   * A collection of another group that belongs to no namespace.
   *
   * @param group the group
   * @param version its version
   * @param resource the plural name
   * @return the collection
   */
  public static ApiPath ofCluster(String group, String version, String resource) {
    return new ApiPath(
        group, version, Optional.empty(), resource, Optional.empty(), Optional.empty());
  }

  /**
   * The pods of a namespace.
   *
   * @param namespace the namespace
   * @return the collection
   */
  public static ApiPath pods(String namespace) {
    return core(namespace, "pods");
  }

  /**
   * One object of this collection.
   *
   * @param object its name
   * @return the object
   */
  public ApiPath named(String object) {
    return new ApiPath(group, version, namespace, resource, Optional.of(object), Optional.empty());
  }

  /**
   * A subresource of this object.
   *
   * @param sub its name, for example {@code exec}
   * @return the subresource
   */
  public ApiPath sub(String sub) {
    return new ApiPath(group, version, namespace, resource, name, Optional.of(sub));
  }

  /**
   * The path as plain text, not yet encoded.
   *
   * @return for example {@code /api/v1/namespaces/default/pods/web/log}
   */
  public String path() {
    StringBuilder path = new StringBuilder(group.isEmpty() ? "/api/" : "/apis/" + group + "/");
    path.append(version);
    namespace.ifPresent(value -> path.append("/namespaces/").append(value));
    path.append('/').append(resource);
    name.ifPresent(value -> path.append('/').append(value));
    subresource.ifPresent(value -> path.append('/').append(value));
    return path.toString();
  }

  /**
   * The resource as roles name it.
   *
   * @return for example {@code pods/exec}
   */
  public String ruleName() {
    return resource + subresource.map(value -> "/" + value).orElse("");
  }
}
