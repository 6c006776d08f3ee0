package dev.fairlead.engine;

import dev.fairlead.spi.container.HealthCheck;

/** Who sees to it that the health checks of containers are made. */
public enum HealthChecking {
  /** The daemon, at the times of the {@link HealthCheck}. */
  BY_DAEMON,
  /**
   * Whoever asks for the health, if the time of the next check has come: a Podman without systemd
   * leaves its containers {@code starting} for ever, and makes a check when it is asked to ({@code
   * GET /libpod/containers/{id}/healthcheck}).
   */
  WHEN_ASKED
}
