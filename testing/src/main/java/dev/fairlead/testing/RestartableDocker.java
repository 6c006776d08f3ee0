package dev.fairlead.testing;

import java.net.URI;
import java.nio.file.Path;

/**
 * A Docker Engine whose daemon a test may end and start again.
 *
 * @param host its endpoint
 * @param command {@code daemon.sh} of the test-bed
 */
public record RestartableDocker(URI host, Path command) {

  /** Ends the daemon in good order, and its containers unless they are to go on without it. */
  public void stop() {
    run("stop");
  }

  /** Ends the daemon without a chance to finish anything. */
  public void kill() {
    run("kill");
  }

  /** Starts the daemon; it ends its containers when it is stopped. Nothing if it runs. */
  public void start() {
    run("start");
  }

  /** Starts the daemon; its containers go on when it is stopped. Nothing if it runs. */
  public void startToLeaveContainersAlone() {
    run("start", "--live-restore");
  }

  private void run(String... arguments) {
    new ControlScript(command).run(arguments);
  }
}
