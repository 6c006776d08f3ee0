package dev.fairlead.engine;

import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * In what daemons of the Engine API differ from each other beyond the version of their API: the one
 * place that knows, each fact with the versions that it was seen with. Of a Podman between two that
 * were seen, the worse is assumed. Immutable.
 *
 * <p>Seen: Docker 20.10.24, 26.1.5 and 28.5.2; Podman 4.3.1, 5.4.2 and 5.8.6.
 */
public final class Dialect {

  private static final ApiVersion ANONYMOUS_BY_DEFAULT = new ApiVersion(1, 42);
  private static final ApiVersion BOTH_LAYOUTS = new ApiVersion(1, 44);
  private static final ApiVersion SIGNAL_IN_STOP = new ApiVersion(1, 42);
  private static final Pattern RELEASE = Pattern.compile("(\\d{1,4})\\.(\\d{1,4}).*");

  private final boolean podman;
  private final int release;

  /**
   * Tells the dialect of a daemon.
   *
   * @param version what the daemon says of itself
   */
  public Dialect(EngineVersion version) {
    Objects.requireNonNull(version, "version");
    this.podman = version.family() == EngineFamily.PODMAN;
    this.release = release(version.product());
  }

  /** A version that cannot be read is taken for an old one. */
  private static int release(String product) {
    Matcher matcher = RELEASE.matcher(product);
    return matcher.matches() ? release(matcher.group(1), matcher.group(2)) : 0;
  }

  private static int release(String major, String minor) {
    return Integer.parseInt(major) * 10_000 + Integer.parseInt(minor);
  }

  private boolean podmanBefore(int major, int minor) {
    return podman && release < major * 10_000 + minor;
  }

  /**
   * Whether the head of a followed log comes with its first output, so that it has no deadline.
   * Podman 4.3; 5.4 and later send it at once.
   */
  boolean logHeadIsLate() {
    return podmanBefore(5, 4);
  }

  /**
   * Whether a followed log goes on after the time that it was to end at. Podman 4.3; 5.4 and later
   * end it, and so does Docker.
   */
  boolean followPassesOverUntil() {
    return podmanBefore(5, 4);
  }

  /**
   * Whether the last two lines of a log become one, if no newline ends the last and {@code tail}
   * was asked for. Podman 4.3.
   */
  boolean tailJoinsLines() {
    return podmanBefore(5, 4);
  }

  /** Whether {@code tail} counts messages. On Podman it counts lines. */
  boolean tailCountsMessages() {
    return !podman;
  }

  /**
   * Whether a wait for the removal of a container tells its exit code. Podman 4.3 says 0 whatever
   * it was.
   */
  boolean removalHasCode() {
    return !podmanBefore(5, 4);
  }

  /**
   * Whether such a wait is answered at once. Podman 5.4 and 5.8 answer five seconds after the
   * removal, and eleven if it was forced.
   */
  boolean removalIsPrompt() {
    return !podman;
  }

  /**
   * Whether a stop takes a signal. Docker from API 1.42 on; Podman passes over it.
   *
   * @param api the version that is spoken
   */
  boolean stopTakesSignal(ApiVersion api) {
    return !podman && api.atLeast(SIGNAL_IN_STOP);
  }

  /**
   * Whether standard input ends for the container when an attached client ends it, however the
   * container was made. All Podmans, which do not tell how it was made either.
   */
  boolean inputEndsWithItsWriter() {
    return podman;
  }

  /**
   * Whether a root that is read-only has memory to write to on {@code /run}, {@code /tmp} and
   * {@code /var/tmp}. All Podmans.
   */
  boolean readOnlyRootHasMemory() {
    return podman;
  }

  /**
   * Whether {@code host-gateway} is written into the hosts file as it stands, where an address has
   * to be. Podman 4.3, with and without the rights of root; 5.4 and later put one there, and so
   * does Docker.
   */
  boolean hostGatewayIsAWord() {
    return podmanBefore(5, 4);
  }

  /**
   * Whether a container may have any other user namespace than the daemon's and the machine's
   * ({@code host}). All Podmans; Docker answers 400 to every other word.
   */
  boolean userNamespacesAreMany() {
    return podman;
  }

  /**
   * Whether an attachment that begins with what was written before has whole frames. Not with
   * Podman 4.3, which writes the newlines of that part behind the frames.
   *
   * @return true if it has
   */
  public boolean attachHistoryIsWhole() {
    return !podmanBefore(5, 4);
  }

  /**
   * Whether an executed command has the exit code 0 before it runs and while it does. All Podmans;
   * Docker has none then.
   */
  boolean codeBeforeTheEnd() {
    return podman;
  }

  /**
   * Whether a process may be taken for running a second after its output ended. All Podmans, which
   * learn of the end by a process of their own; Docker ends the output after that.
   */
  boolean endIsKnownLate() {
    return podman;
  }

  /**
   * Whether events between two times are lost. All Podmans: of what happened before the call, one
   * that is given an end tells nothing.
   *
   * @return true if so
   */
  public boolean eventsUntilAreLost() {
    return podman;
  }

  /**
   * Whether a container that is made without a time to stop in has none at all, and not ten
   * seconds. Podman 4.3 by this API; for the others it costs nothing to say it.
   */
  boolean stopTimeIsToBeSaid() {
    return podman;
  }

  /**
   * Whether forcing the removal of a container stops it first, in the time that it was given for
   * that. Podman 4.3, whose own call can be told to take none; Docker kills it at once.
   */
  boolean forcedRemovalStops() {
    return podman;
  }

  /**
   * Whether one sample of a container's use is taken by itself, so that it has no rate. Podman 4.3;
   * Docker takes two within a second.
   */
  boolean oneSampleHasNoRate() {
    return podman;
  }

  /** Whether {@code POST /commit} fails without a body. Podman 4.3; an empty one helps. */
  boolean commitNeedsBody() {
    return podman;
  }

  /**
   * Whether {@code GET /containers/{id}/top} puts all columns into one, by the container's own ps.
   * Podman 4.3; its own API tells them apart, and has other arguments.
   *
   * @return true if it does
   */
  public boolean topIsOneColumn() {
    return podmanBefore(5, 4);
  }

  /**
   * Whether {@code PUT /containers/{id}/archive} makes the directory that it unpacks into, unpacks
   * into a root that is read-only, and lets names lead out of the directory. All Podmans.
   */
  boolean archiveIsUnpackedAnywhere() {
    return podman;
  }

  /**
   * Whether the name of an imported image is taken from {@code repo} alone. Podman 4.3 passes over
   * {@code tag} beside it, and takes name and tag in one.
   *
   * @return true if so
   */
  public boolean importTakesTagWithName() {
    return podman;
  }

  /**
   * Whether several conditions on volumes are alternatives, and not all to be met. Podman 4.3, with
   * labels, and with labels and use.
   *
   * @return true if so
   */
  public boolean volumeFiltersAreAlternatives() {
    return podman;
  }

  /**
   * Whether networks can be asked for by their type. Docker; Podman 4.3 answers 500.
   *
   * @return true if so
   */
  public boolean networksHaveTypes() {
    return !podman;
  }

  /**
   * Whether archives of images have Docker's own layout and the OCI one at once. Docker from API
   * 1.44 (Engine 25) on; Podman has Docker's alone.
   *
   * @param api the version that is spoken
   * @return true if they have both
   */
  public boolean savesBothLayouts(ApiVersion api) {
    return !podman && api.atLeast(BOTH_LAYOUTS);
  }

  /**
   * Whether forcing the removal of an image removes the containers that use it, running ones too.
   * Podman 4.3 and 5.4; 5.8 refuses while one runs, and removes the stopped ones.
   *
   * @return true if it does
   */
  public boolean forcedImageRemovalTakesContainers() {
    return podman;
  }

  /**
   * By which call images are built. Podman's own is the same as the other, but for what it takes
   * short names for: the other has all of them come from one registry (4.3 to 5.8, unless {@code
   * compat_api_enforce_docker_hub} is off).
   *
   * @return the path below the version of the API
   */
  public String buildPath() {
    return podman ? "/libpod/build" : "/build";
  }

  /**
   * Whether creating a container passes over the platform. Podman 4.3; 5.4 and later look at it.
   */
  boolean platformIsPassedOver() {
    return podmanBefore(5, 4);
  }

  /**
   * Whether {@code POST /volumes/prune} takes the filter {@code all}. Docker from API 1.42 on;
   * Podman answers 500, and removes those with a name too without being asked.
   *
   * @param api the version that is spoken
   * @return true if it does
   */
  public boolean pruneKnowsAll(ApiVersion api) {
    return !podman && api.atLeast(ANONYMOUS_BY_DEFAULT);
  }

  /**
   * Whether {@code GET /info} tells if device specifications are looked for. Docker; Podman looks
   * for them and tells nothing.
   *
   * @return true if it does
   */
  public boolean tellsOfDeviceSpecifications() {
    return !podman;
  }
}
