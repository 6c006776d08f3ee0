package dev.fairlead.apple.program;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A release of the program, as {@code container --version} tells it: {@code container CLI version
 * 1.2.2 (build: release, commit: 0190097)}.
 *
 * @param major the first number
 * @param minor the second
 * @param patch the third
 */
public record AppleVersion(int major, int minor, int patch) implements Comparable<AppleVersion> {

  /** The first one whose JSON has the shape that is read here. */
  public static final AppleVersion OLDEST = new AppleVersion(1, 0, 0);

  /** The first one whose {@code --network} takes aliases. */
  public static final AppleVersion ALIASES = new AppleVersion(1, 6, 1);

  private static final Pattern NUMBERS =
      Pattern.compile("version\\s+(\\d{1,6})\\.(\\d{1,6})\\.(\\d{1,6})");

  /**
   * Reads a sentence; development builds go on after the numbers, as in 1.0.0-23-g7b94575.
   *
   * @param sentence what the program says of itself
   * @return empty if no version is in it
   */
  public static Optional<AppleVersion> in(String sentence) {
    Matcher numbers = NUMBERS.matcher(sentence);
    return numbers.find()
        ? Optional.of(
            new AppleVersion(
                Integer.parseInt(numbers.group(1)),
                Integer.parseInt(numbers.group(2)),
                Integer.parseInt(numbers.group(3))))
        : Optional.empty();
  }

  /**
   * Whether it is as new as another one.
   *
   * @param other the other one
   * @return whether it is
   */
  public boolean atLeast(AppleVersion other) {
    return compareTo(other) >= 0;
  }

  @Override
  public int compareTo(AppleVersion other) {
    int byMajor = Integer.compare(major, other.major);
    int byMinor = byMajor != 0 ? byMajor : Integer.compare(minor, other.minor);
    return byMinor != 0 ? byMinor : Integer.compare(patch, other.patch);
  }

  @Override
  public String toString() {
    return major + "." + minor + "." + patch;
  }
}
