package dev.fairlead.engine.probe;

import dev.fairlead.spi.Evidence;

/**
 * Signals how the look at an endpoint ended early: something was tried, and what came back is an
 * obstacle. It never leaves the probe.
 */
final class ProbeFailure extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final transient Evidence evidence;
  private final transient Obstacle obstacle;

  ProbeFailure(String tried, Obstacle obstacle) {
    super(obstacle.found(), null, false, false);
    this.evidence = new Evidence(tried, obstacle.found());
    this.obstacle = obstacle;
  }

  Evidence evidence() {
    return evidence;
  }

  Obstacle obstacle() {
    return obstacle;
  }
}
