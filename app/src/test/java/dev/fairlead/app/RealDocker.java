package dev.fairlead.app;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

/** The real daemon of the test-bed, without which live tests are skipped or, if required, fail. */
final class RealDocker {

  private static final String HOST = "FAIRLEAD_TEST_DOCKER_HOST";
  private static final String REQUIRED = "FAIRLEAD_REQUIRE_REAL";

  private RealDocker() {}

  static String host() {
    String host = System.getenv(HOST);
    String required = System.getenv(REQUIRED);
    if (host == null && required != null && required.contains("docker")) {
      throw new IllegalStateException(REQUIRED + " asks for docker, but " + HOST + " is not set");
    }
    assumeTrue(host != null, HOST + " is not set; testbed/docker/up.sh starts a daemon");
    return host;
  }
}
