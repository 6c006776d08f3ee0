package dev.fairlead.testing;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * The real runtimes that tests talk to, by the variables in which a test-bed tells of them. What is
 * not there skips the test with the reason, or fails it where {@code FAIRLEAD_REQUIRE_REAL} names
 * the runtime.
 */
public final class RealRuntime {

  private static final String REQUIRED = "FAIRLEAD_REQUIRE_REAL";

  private RealRuntime() {}

  /**
   * A Docker Engine that tests may do with as they like. To be asked for in a method that runs
   * before each test, so that every skipped test is counted.
   *
   * @return its endpoint, from {@code FAIRLEAD_TEST_DOCKER_HOST}
   */
  public static URI docker() {
    return URI.create(variable("FAIRLEAD_TEST_DOCKER_HOST"));
  }

  /**
   * A Docker Engine behind TLS that wants a certificate of its clients.
   *
   * @return its address, {@code tcp://127.0.0.1:…}, from {@code FAIRLEAD_TEST_DOCKER_TLS_HOST}
   */
  public static URI dockerBehindTls() {
    return URI.create(variable("FAIRLEAD_TEST_DOCKER_TLS_HOST"));
  }

  /**
   * What clients of {@link #dockerBehindTls} need.
   *
   * @return the directory of {@code ca.pem}, {@code cert.pem} and {@code key.pem}, from {@code
   *     FAIRLEAD_TEST_DOCKER_TLS_DIR}
   */
  public static Path tlsMaterial() {
    return Path.of(variable("FAIRLEAD_TEST_DOCKER_TLS_DIR"));
  }

  /**
   * A Docker Engine on this machine that tests may stop and start, and are alone with.
   *
   * @return its endpoint and the command, from {@code FAIRLEAD_TEST_DOCKER_RESTART_HOST} and {@code
   *     FAIRLEAD_TEST_DOCKER_RESTART_COMMAND}
   */
  public static RestartableDocker restartableDocker() {
    return new RestartableDocker(
        URI.create(variable("FAIRLEAD_TEST_DOCKER_RESTART_HOST")),
        Path.of(variable("FAIRLEAD_TEST_DOCKER_RESTART_COMMAND")));
  }

  /**
   * A Podman of root that tests may do with as they like.
   *
   * @return its endpoint, from {@code FAIRLEAD_TEST_PODMAN_HOST}
   */
  public static URI podman() {
    return URI.create(variable("FAIRLEAD_TEST_PODMAN_HOST", "podman"));
  }

  /**
   * What makes a {@code podman} command work on the containers and images of {@link #podman}.
   *
   * @return environment variables, for the files in {@code FAIRLEAD_TEST_PODMAN_SETTINGS}
   */
  public static Map<String, String> podmanSettings() {
    Path directory = Path.of(variable("FAIRLEAD_TEST_PODMAN_SETTINGS", "podman"));
    return Map.of(
        "CONTAINERS_CONF", directory.resolve("containers.conf").toString(),
        "CONTAINERS_STORAGE_CONF", directory.resolve("storage.conf").toString(),
        "CONTAINERS_REGISTRIES_CONF", directory.resolve("registries.conf").toString(),
        "TMPDIR", directory.resolve("tmp").toString());
  }

  /**
   * The Podman behind the stand-in for Apple's program, where somebody asks for the tests of that.
   *
   * @return {@link #podmanSettings}, if {@code FAIRLEAD_TEST_APPLE} is set to anything
   */
  public static Map<String, String> behindAppleStandIn() {
    variable("FAIRLEAD_TEST_APPLE", "apple");
    return podmanSettings();
  }

  /**
   * A Podman of a user without the rights of root.
   *
   * @return its endpoint, from {@code FAIRLEAD_TEST_PODMAN_ROOTLESS_HOST}
   */
  public static URI rootlessPodman() {
    return URI.create(variable("FAIRLEAD_TEST_PODMAN_ROOTLESS_HOST", "podman"));
  }

  /**
   * A Kubernetes of one node that tests may do with as they like, in a namespace of its own.
   *
   * @return where its kubeconfigs, its request log and the command for its API server are, from
   *     {@code FAIRLEAD_TEST_KUBERNETES_CONFIG}, {@code …_TOKEN_CONFIG}, {@code …_NOBODY_CONFIG},
   *     {@code …_NAMESPACE}, {@code …_REQUESTS} and {@code …_COMMAND}
   */
  public static RealKubernetes kubernetes() {
    return new RealKubernetes(
        Path.of(kubernetes("CONFIG")),
        Path.of(kubernetes("TOKEN_CONFIG")),
        Path.of(kubernetes("NOBODY_CONFIG")),
        kubernetes("NAMESPACE"),
        Path.of(kubernetes("REQUESTS")),
        Path.of(kubernetes("COMMAND")));
  }

  private static String kubernetes(String what) {
    return variable("FAIRLEAD_TEST_KUBERNETES_" + what, "kubernetes");
  }

  /**
   * A registry without a password that {@link #docker} and {@link #podman} reach and take as
   * insecure.
   *
   * @return host and port, from {@code FAIRLEAD_TEST_REGISTRY}
   */
  public static String registry() {
    return variable("FAIRLEAD_TEST_REGISTRY");
  }

  /**
   * A registry that asks for a login, and that {@link #docker} and {@link #podman} reach and take
   * as insecure.
   *
   * @return its name and login, from {@code FAIRLEAD_TEST_LOGIN_REGISTRY}, {@code
   *     FAIRLEAD_TEST_LOGIN_USER} and {@code FAIRLEAD_TEST_LOGIN_PASSWORD}
   */
  public static GuardedRegistry guardedRegistry() {
    return new GuardedRegistry(
        variable("FAIRLEAD_TEST_LOGIN_REGISTRY"),
        variable("FAIRLEAD_TEST_LOGIN_USER"),
        variable("FAIRLEAD_TEST_LOGIN_PASSWORD"));
  }

  /**
   * A registry that asks for a login.
   *
   * @param name host and port
   * @param user who may read and write
   * @param password with what
   */
  public record GuardedRegistry(String name, String user, String password) {
    @Override
    public String toString() {
      return "GuardedRegistry[" + name + "]";
    }
  }

  private static boolean isRequired(String runtime) {
    String required = System.getenv(REQUIRED);
    return required != null && List.of(required.split("[,\\s]+")).contains(runtime);
  }

  private static String variable(String name) {
    return variable(name, "docker");
  }

  private static String variable(String name, String runtime) {
    String value = System.getenv(name);
    if (value != null && !value.isBlank()) {
      return value;
    }
    if (isRequired(runtime)) {
      throw new IllegalStateException(name + " is not set, and a real " + runtime + " is required");
    }
    assumeTrue(false, name + " is not set");
    throw new IllegalStateException("not reached");
  }
}
