package dev.fairlead.testing;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;

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
   * A registry without a password that {@link #docker} reaches and takes as insecure.
   *
   * @return host and port, from {@code FAIRLEAD_TEST_REGISTRY}
   */
  public static String registry() {
    return variable("FAIRLEAD_TEST_REGISTRY");
  }

  /**
   * A registry that asks for a login, and that {@link #docker} reaches and takes as insecure.
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

  private static String variable(String name) {
    String value = System.getenv(name);
    if (value != null && !value.isBlank()) {
      return value;
    }
    String required = System.getenv(REQUIRED);
    if (required != null && List.of(required.split("[,\\s]+")).contains("docker")) {
      throw new IllegalStateException(name + " is not set, and a real Docker Engine is required");
    }
    assumeTrue(false, name + " is not set");
    throw new IllegalStateException("not reached");
  }
}
