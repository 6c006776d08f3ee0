package dev.fairlead.engine;

/**
 * A version of the Engine API.
 *
 * @param major the number before the dot
 * @param minor the number after it
 */
public record ApiVersion(int major, int minor) implements Comparable<ApiVersion> {

  /**
   * Reads the form that daemons use.
   *
   * @param text for example {@code 1.41}; a third number is left out
   * @return the version
   * @throws IllegalArgumentException if the text has another form
   */
  public static ApiVersion parse(String text) {
    String[] parts = text.strip().split("\\.", -1);
    try {
      if (parts.length == 2 || parts.length == 3) {
        return new ApiVersion(Integer.parseInt(parts[0]), Integer.parseInt(parts[1]));
      }
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("'" + text + "' is not an API version", e);
    }
    throw new IllegalArgumentException("'" + text + "' is not an API version");
  }

  /**
   * Whether what came with a version can be used.
   *
   * @param wanted the version that brought it
   * @return true if this version is that one or a newer one
   */
  public boolean atLeast(ApiVersion wanted) {
    return compareTo(wanted) >= 0;
  }

  @Override
  public int compareTo(ApiVersion other) {
    int byMajor = Integer.compare(major, other.major);
    return byMajor != 0 ? byMajor : Integer.compare(minor, other.minor);
  }

  @Override
  public String toString() {
    return major + "." + minor;
  }
}
