package dev.fairlead.tck;

import dev.fairlead.spi.Backend;
import java.time.Duration;
import java.util.List;

/**
 * What the kit needs to know of the backend that it examines.
 *
 * <p>One subject may serve many tests, one after another. Whoever makes the subject closes its
 * backend after the last one.
 */
public interface ContractSubject {

  /**
   * The backend that is examined.
   *
   * @return an opened backend, the same each time
   */
  Backend backend();

  /**
   * An image that the runtime has already, in which {@link #shell(String)} can be executed.
   *
   * @return the image as users write it
   */
  String image();

  /**
   * A command that executes a script in that image. The scripts of the kit need a POSIX shell with
   * {@code printf}, {@code cat}, {@code sleep} of fractions of a second, {@code seq}, {@code stty}
   * and {@code kill}.
   *
   * @param script the script
   * @return program and arguments
   */
  default List<String> shell(String script) {
    return List.of("sh", "-c", script);
  }

  /**
   * A command that tells by its exit code whether a host has a name that resolves inside a
   * container; only for runtimes with {@link dev.fairlead.spi.Capability#NAME_RESOLUTION}.
   *
   * @param host the name
   * @return program and arguments, ending with 0 if it has an address; {@code nslookup} by default
   */
  default List<String> lookup(String host) {
    return shell("nslookup " + host + " >/dev/null");
  }

  /**
   * An image that the runtime does not have and cannot get.
   *
   * @return the image as users write it; in a registry on loopback where nothing listens, by
   *     default
   */
  default String missingImage() {
    return "127.0.0.1:1/fairlead/missing:none";
  }

  /**
   * How long one step of a test may take before it counts as hanging.
   *
   * @return 20 seconds by default
   */
  default Duration stepTimeout() {
    return Duration.ofSeconds(20);
  }

  /**
   * Whether its logs end a last line that its writer did not end, which a note on its capability
   * {@code logs} has to say.
   *
   * @return false by default
   */
  default boolean endsLastLines() {
    return false;
  }

  /**
   * How long something is watched that must not happen.
   *
   * @return 300 milliseconds by default
   */
  default Duration quiet() {
    return Duration.ofMillis(300);
  }

  /**
   * How long a cancelled operation may take to release what it held (rule 7: at once).
   *
   * @return 1 second by default
   */
  default Duration releaseTimeout() {
    return Duration.ofSeconds(1);
  }

  /**
   * How often something is repeated that goes wrong only now and then.
   *
   * @return 10 by default; less where a container is dear
   */
  default int repetitions() {
    return 10;
  }

  /**
   * What must be back where it was after each test and after each cancellation.
   *
   * @return the probes, for example of open connections; none by default
   */
  default List<LeakProbe> leakProbes() {
    return List.of();
  }
}
