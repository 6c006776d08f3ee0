package dev.fairlead.engine;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What to try when a daemon refuses a specification, by its words: those that say what is wrong and
 * not what would be right.
 */
enum EngineRemedies {
  /** Docker 20.10 to 28, of a mount of type bind. */
  NO_SOURCE(
      "bind source path does not exist",
      "make it on the daemon's machine, or mount it with -v, which makes it"),
  /** Docker 20.10 to 28. */
  LITTLE_MEMORY("minimum memory limit allowed is", "--memory 6m or more"),
  /** Docker 20.10 to 28, as it starts. */
  NO_USER(
      "unable to find (?:user|group)|no matching entries in",
      "a name that the image has in its /etc/passwd or /etc/group, or a number"),
  /** Docker 20.10 to 28, as it starts. */
  NO_DEVICE_DRIVER(
      "could not select device driver",
      "install the container toolkit of the GPU's maker on the daemon's machine, or leave out --gpus"),
  /** Docker 20.10 to 28. */
  FEW_PROCESSORS("range of cpus is from", "--cpus within that range"),
  /** Podman 4.3 of root, user namespace "auto"; whose range it is: containers-storage.conf(5). */
  FEW_IDS(
      "could not find enough available IDs",
      "a range of ids for the user containers in /etc/subuid and in /etc/subgid, such as"
          + " containers:2147483647:2147483648");

  private final Pattern words;
  private final String remedy;

  EngineRemedies(String words, String remedy) {
    this.words = Pattern.compile(words, Pattern.CASE_INSENSITIVE);
    this.remedy = remedy;
  }

  /** The remedy for what a daemon said, if there is a better one than its own words. */
  static Optional<String> against(String said) {
    for (EngineRemedies each : values()) {
      if (each.words.matcher(said).find()) {
        return Optional.of(each.remedy);
      }
    }
    return Optional.empty();
  }
}
